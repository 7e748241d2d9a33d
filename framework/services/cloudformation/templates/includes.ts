import {
  hasIncludes,
  included,
  parseSnippet,
  TemplateError,
  type LoopValues,
  type Value,
} from '../../../template';
import { AwsError } from '../../../cloud/service';
import type { CloudFormationCall } from '../state';
import { storedTemplate, storeTemplate } from './source';

/** A stored template with the snippets put in that it includes, read as the caller; the same where it has none. */
export function withIncludes(call: CloudFormationCall, blob: string, values: LoopValues): string {
  const template = storedTemplate(call, blob);
  if (!hasIncludes(template)) return blob;
  return storeTemplate(
    call,
    JSON.stringify(included(template, values, (location) => snippetAt(call, location))),
  );
}

const failed = (why: string): TemplateError =>
  new TemplateError(`Transform AWS::Include failed with: ${why}`);

function snippetAt(call: CloudFormationCall, location: string): Value {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(location) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw failed('The location parameter is not a valid S3 uri.');
  try {
    const { Body } = call.ask('s3', { as: call.principal }).getObject({ Bucket, Key });
    return parseSnippet(Buffer.from(Body ?? new Uint8Array()).toString('utf8'), location);
  } catch (error) {
    if (error instanceof AwsError) throw failed(`S3 error: ${error.message}`);
    throw error instanceof TemplateError
      ? failed("The specified S3 object's content should be valid Yaml/JSON")
      : error;
  }
}
