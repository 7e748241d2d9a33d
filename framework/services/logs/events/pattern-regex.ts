import { invalidParameter } from '../errors';

/** What a regular expression may hold: no groups, no look-around, and only some symbols as they are. */
const allowed =
  /^(?:\\(?:[dDwWsS]|x[0-9A-Fa-f]{2}|[^A-Za-z0-9])|[A-Za-z0-9 :_#=@'";,/<>!&~`^$?*+|[\]{}.-])*$/;

/**
 * The regular expression between two percent signs; it may match anywhere in the text.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html ("Supported regular
 * expressions syntax")
 */
export function compilePatternRegex(source: string): RegExp {
  if (source === '' || !allowed.test(source)) throw invalidParameter('Invalid filter pattern');
  try {
    return new RegExp(source);
  } catch {
    throw invalidParameter('Invalid filter pattern');
  }
}
