import { sha256, StormError } from '../../../kernel';
import { AwsError, availabilityZones, type Principal } from '../../../cloud/service';
import { isListType, listOf, TemplateError, type ResolvedParameters } from '../../../template';
import type { CloudFormationCall, Stack } from '../state';

/** A parameter as Parameter Store keeps it. */
export interface Stored {
  value: string;
  type: 'String' | 'StringList' | 'SecureString';
}

/** The version of the CDK's bootstrap stack that every account counts as having. */
const bootstrapVersion = '30';

/**
 * A parameter of Parameter Store by `name` or `name:version`, read as `as`; undefined where there is none.
 *
 * AWS's own public parameters that name machine images are made up, and every account counts as bootstrapped for the
 * CDK: both are reported as modelled only.
 */
export function storedParameter(call: CloudFormationCall, as: Principal, name: string): Stored | undefined {
  const found = asked(call, as, name);
  if (found !== undefined && found !== 'no service') return found;
  const modelled = modelledParameter(call, name);
  if (modelled !== undefined) {
    call.modelledOnly(`the SSM parameter ${name}`);
    return { value: modelled, type: 'String' };
  }
  return found === undefined ? undefined : call.notEmulated(`The SSM parameter ${name}`);
}

function asked(call: CloudFormationCall, as: Principal, Name: string): Stored | 'no service' | undefined {
  try {
    const { Parameter } = call.ask('ssm', { as }).getParameter({ Name, WithDecryption: true });
    const { Value: value = '', Type: type = 'String' } = Parameter ?? {};
    return { value, type };
  } catch (error) {
    if (error instanceof StormError && error.code === 'STORM_NOT_EMULATED') return 'no service';
    if (!(error instanceof AwsError)) throw error;
    if (/^Parameter(Version)?NotFound$/.test(error.code)) return undefined;
    throw new TemplateError(error.message);
  }
}

function modelledParameter(call: CloudFormationCall, name: string): string | undefined {
  if (/^\/cdk-bootstrap\/[^/]+\/version$/.test(name)) return bootstrapVersion;
  const isImage = /^\/aws\/service\/.*(ami|image)/.test(name) && !name.endsWith('/recommended');
  return isImage ? `ami-${sha256(`${call.region} ${name}`).slice(0, 17)}` : undefined;
}

function refuse(keys: readonly string[], words: (keys: string) => string): void {
  if (keys.length > 0) throw new TemplateError(words(keys.join(', ')));
}

/** Reads the parameters whose values lie in Parameter Store; `values` holds them then. */
export function readLookups(call: CloudFormationCall, resolved: ResolvedParameters): void {
  const found = resolved.lookups.map((lookup) => ({
    ...lookup,
    stored: storedParameter(call, call.principal, lookup.key),
  }));
  const keysOf = (wrong: (one: (typeof found)[number]) => boolean): string[] =>
    found.filter(wrong).map(({ key }) => key);
  refuse(
    keysOf(({ stored }) => stored === undefined),
    (keys) => `Unable to fetch parameters [${keys}] from parameter store for this account.`,
  );
  refuse(
    keysOf(({ stored }) => stored?.type === 'SecureString'),
    (keys) => `Parameters [${keys}] referenced by template have types not supported by CloudFormation.`,
  );
  refuse(
    keysOf(({ stored, isList }) => (stored?.type === 'StringList') !== isList),
    (keys) => `Types for SSM parameters [${keys}] defined in CFN template and SSM are incompatible`,
  );
  for (const { name, type, isList, stored } of found) {
    const text = stored?.value ?? '';
    resolved.values[name] = isList ? listOf(text) : text;
    const inner = /<(.*)>$/.exec(type)?.[1] ?? '';
    if (inner.startsWith('AWS::') || inner.startsWith('List<AWS::'))
      resolved.mustExist.push({ name, type: inner, values: isListType(inner) ? listOf(text) : [text] });
  }
}

/** The forms of what parameters of AWS-specific types name. */
const forms: Readonly<Record<string, RegExp>> = {
  'AWS::EC2::Image::Id': /^ami-[0-9a-f]{8,17}$/,
  'AWS::EC2::Instance::Id': /^i-[0-9a-f]{8,17}$/,
  'AWS::EC2::KeyPair::KeyName': /^.{1,255}$/,
  'AWS::EC2::SecurityGroup::GroupName': /^.{1,255}$/,
  'AWS::EC2::SecurityGroup::Id': /^sg-[0-9a-f]{8,17}$/,
  'AWS::EC2::Subnet::Id': /^subnet-[0-9a-f]{8,17}$/,
  'AWS::EC2::VPC::Id': /^vpc-[0-9a-f]{8,17}$/,
  'AWS::EC2::Volume::Id': /^vol-[0-9a-f]{8,17}$/,
  'AWS::Route53::HostedZone::Id': /^Z[A-Z0-9]{6,31}$/,
  'AWS::SSM::Parameter::Name': /^[\w./-]{1,1011}$/,
};

/**
 * What is wrong with parameters that name things which have to exist, in CloudFormation's words; a stack fails for it
 * before any resource is begun.
 *
 * Things that no service here keeps (networks, images, key pairs) are taken to exist when the value has their form:
 * that is reported as modelled only, unless a stack of this account made them.
 */
export function missingThings(
  call: CloudFormationCall,
  { mustExist, principal }: Pick<Stack, 'mustExist' | 'principal'>,
): string | undefined {
  const missing = mustExist.flatMap(({ name, type, values }) =>
    values
      .filter((value) => !exists(call, principal, name, type.replace(/^List<(.*)>$/, '$1'), value))
      .map((value) => `parameter value ${value} for parameter name ${name} does not exist`),
  );
  return missing.length === 0 ? undefined : `Parameter validation failed: ${missing.join(', ')}`;
}

function exists(call: CloudFormationCall, as: Principal, name: string, type: string, value: string): boolean {
  if (type === 'AWS::EC2::AvailabilityZone::Name') return availabilityZones(call.region).includes(value);
  if (forms[type]?.test(value) !== true) return false;
  if (type === 'AWS::SSM::Parameter::Name') return isStored(call, as, name, value);
  for (const { physicalId } of call.state.modelled.values()) if (physicalId === value) return true;
  call.modelledOnly(`the ${type} ${value} of parameter ${name}, which is taken to exist`);
  return true;
}

function isStored(call: CloudFormationCall, as: Principal, name: string, value: string): boolean {
  const found = asked(call, as, value);
  if (found === 'no service')
    call.modelledOnly(`the SSM parameter ${value} of parameter ${name}, taken to exist`);
  return found !== undefined;
}
