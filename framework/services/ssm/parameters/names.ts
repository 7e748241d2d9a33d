/** Names of parameters, alone and with the selector of a version: `/app/url:3`, `/app/url:live`, or an ARN. */
import { parseArn } from '../../../cloud/service';
import {
  hierarchyTooDeep,
  labelNotFound,
  notFound,
  reservedName,
  validation,
  versionNotFound,
} from '../errors';
import type { Parameter, SsmCall, Version } from '../state';

const levelsMax = 15;
const nameMax = 1011;

export const arnOf = ({ partition, region, accountId }: SsmCall, name: string): string =>
  `arn:${partition}:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

/** Checks the name of a parameter that is to be written. */
export function checkName(call: SsmCall, name: string): void {
  const bare = name.replace(/^\//, '').toLowerCase();
  const isPath = name.lastIndexOf('/') > 0;
  if (/^(aws|ssm)/.test(bare) && !isPath) {
    throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (bare.startsWith('aws')) throw reservedName(name);
  const isReserved = bare.startsWith('ssm');
  if (isReserved || !/^[\w.\-/]+$/.test(name)) {
    const what = isReserved ? 'can\'t be prefixed with "ssm" (case-insensitive). ' : '';
    throw validation(
      `Parameter name: ${what}If formed as a path, it can consist of sub-paths divided by slash symbol; ` +
        'each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw validation('Parameter name must be a fully qualified name.');
  }
  if (name.includes('//') || (name.endsWith('/') && name.length > 1)) {
    throw validation('Parameter name: sub-paths must not be empty.');
  }
  if (name.split('/').length - 1 > levelsMax) throw hierarchyTooDeep();
  if (arnOf(call, name).length > nameMax) {
    throw validation('Parameter name exceeds maximum length of 1011 characters, including its ARN.');
  }
}

interface Selected {
  readonly name: string;
  /** What follows the colon. */
  readonly selector: string | undefined;
}

/** Splits what a request names a parameter with. */
export function selected(call: SsmCall, given: string): Selected {
  const text = given.startsWith('arn:') ? nameOfArn(call, given) : given;
  const at = text.indexOf(':');
  return at < 0
    ? { name: text, selector: undefined }
    : { name: text.slice(0, at), selector: text.slice(at + 1) };
}

/** The ARN of a name without slash has one all the same. */
function nameOfArn(call: SsmCall, arn: string): string {
  const path = (parseArn(arn)?.resource ?? '').replace(/^parameter/, '');
  const [bare = ''] = path.split(':');
  return call.state.parameters.has(bare) ? path : path.replace(/^\//, '');
}

/** Outside hierarchies `/url` and `url` are one parameter: they share their ARN. */
export function named(call: SsmCall, name: string): Parameter | undefined {
  const { parameters } = call.state;
  const found = parameters.get(name);
  if (found !== undefined || name.lastIndexOf('/') > 0) return found;
  return parameters.get(name.startsWith('/') ? name.slice(1) : `/${name}`);
}

export function findParameter(call: SsmCall, given: string): Parameter | undefined {
  return named(call, selected(call, given).name);
}

export function parameterAt(call: SsmCall, given: string): Parameter {
  const found = findParameter(call, given);
  if (found === undefined) throw notFound();
  return found;
}

export function current({ versions }: Parameter): Version {
  const last = versions.at(-1);
  if (last === undefined) throw notFound();
  return last;
}

/** The version that a request selects: by number, by label, or the current one. */
export function versionAt(call: SsmCall, given: string): { parameter: Parameter; version: Version } {
  const { name, selector } = selected(call, given);
  const parameter = named(call, name);
  if (parameter === undefined) throw notFound();
  if (selector === undefined) return { parameter, version: current(parameter) };
  const isNumber = /^\d+$/.test(selector);
  const version = parameter.versions.find(({ number, labels }) =>
    isNumber ? String(number) === selector : labels.includes(selector),
  );
  if (version === undefined) throw isNumber ? versionNotFound(name, selector) : labelNotFound(name, selector);
  return { parameter, version };
}
