import { AwsError } from '../../../cloud/service';
import { isMap, TemplateError } from '../../../template';
import type { CloudFormationCall, Stack } from '../state';
import { storedParameter } from './stored-parameters';

/** Dynamic references in one template (aws-behaviour.md 8.3). */
const referencesMax = 60;

const reference = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]*)\}\}/g;

/**
 * Properties that may hold `ssm-secure` references:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
 */
const secureProperties: readonly string[] = [
  'AWS::DirectoryService::MicrosoftAD/Properties/Password',
  'AWS::DirectoryService::SimpleAD/Properties/Password',
  'AWS::ElastiCache::ReplicationGroup/Properties/AuthToken',
  'AWS::IAM::User/Properties/LoginProfile/Password',
  'AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password',
  'AWS::OpsWorks::App/Properties/AppSource/Password',
  'AWS::OpsWorks::Stack/Properties/RdsDbInstances/DbPassword',
  'AWS::OpsWorks::Stack/Properties/CustomCookbooksSource/Password',
  'AWS::RDS::DBCluster/Properties/MasterUserPassword',
  'AWS::RDS::DBInstance/Properties/MasterUserPassword',
  'AWS::Redshift::Cluster/Properties/MasterUserPassword',
];

/** A parameter's name, and its version where it has one; labels are not taken. */
const wellFormed = /^\{\{resolve:ssm(-secure)?:[\w./-]+(:\d+)?\}\}$/;

/** What is wrong with the references of a resource's properties whatever they come to, in CloudFormation's words. */
export function brokenReference(type: string, properties: unknown): string | undefined {
  const found: { text: string; path: string }[] = [];
  visit(properties, `${type}/Properties`, (text, path) => {
    for (const [whole] of text.matchAll(reference)) found.push({ text: whole, path });
  });
  if (found.length > referencesMax)
    return `Template error: a template can have at most ${referencesMax} dynamic references`;
  const misformed = found.filter(({ text }) => /resolve:ssm/.test(text) && !wellFormed.test(text));
  if (misformed.length > 0) {
    const shown = misformed.map(({ text }) => text).join(', ');
    return `Incorrect format is used in the following SSM reference: [${shown}]`;
  }
  const misplaced = found.filter(({ text, path }) => /resolve:ssm-secure/.test(text) && !isSecure(path));
  if (misplaced.length === 0) return undefined;
  return `SSM Secure reference is not supported in: [${misplaced.map(({ path }) => path).join(',')}]`;
}

const isSecure = (path: string): boolean => secureProperties.includes(path.replaceAll(/\/\d+(?=\/|$)/g, ''));

function visit(value: unknown, path: string, each: (text: string, path: string) => void): void {
  if (typeof value === 'string') each(value, path);
  if (Array.isArray(value)) value.forEach((item: unknown, index) => visit(item, `${path}/${index}`, each));
  else if (isMap(value))
    for (const [name, member] of Object.entries(value)) visit(member, `${path}/${name}`, each);
}

/**
 * Puts values in place of `{{resolve:…}}`, read as the stack's principal; fails as CloudFormation does.
 *
 * Plain ones (`ssm`) count as part of the template: a value that has changed changes the resource. Secret ones
 * (`ssm-secure`, `secretsmanager`) stay references in all that is kept and shown, and are read when they are used.
 */
export function dereferenced(
  call: CloudFormationCall,
  stack: Pick<Stack, 'principal'>,
  value: unknown,
  kind: 'plain' | 'secret',
): unknown {
  if (typeof value === 'string')
    return value.replaceAll(reference, (whole, service: string, rest: string) => {
      if ((service === 'ssm') !== (kind === 'plain')) return whole;
      return service === 'secretsmanager' ? secret(call, stack, rest) : parameter(call, stack, service, rest);
    });
  if (Array.isArray(value)) return value.map((item: unknown) => dereferenced(call, stack, item, kind));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, dereferenced(call, stack, member, kind)]),
  );
}

/** Properties with their secrets, for the resource's type alone. */
export function revealed(
  call: CloudFormationCall,
  stack: Pick<Stack, 'principal'>,
  properties: Record<string, unknown>,
): Record<string, unknown> {
  if (!JSON.stringify(properties).includes('{{resolve:')) return properties;
  try {
    const known = dereferenced(call, stack, properties, 'secret');
    return isMap(known) ? known : properties;
  } catch (error) {
    throw error instanceof TemplateError ? new AwsError('InvalidRequest', error.awsMessage) : error;
  }
}

function parameter(
  call: CloudFormationCall,
  { principal }: Pick<Stack, 'principal'>,
  service: string,
  name: string,
): string {
  const stored = storedParameter(call, principal, name);
  if (stored === undefined)
    throw new TemplateError(`Unable to fetch parameters [${name}] from parameter store for this account.`);
  if (service === 'ssm' && stored.type === 'SecureString') {
    const [plain = ''] = name.split(':');
    throw new TemplateError(`Non-secure ssm prefix was used for secure parameter ${plain}`);
  }
  return stored.value;
}

/** `secret-id:SecretString:json-key:version-stage:version-id`; an ARN has colons of its own. */
function secret(call: CloudFormationCall, stack: Pick<Stack, 'principal'>, rest: string): string {
  const [, SecretId = '', , jsonKey = '', VersionStage = '', VersionId = ''] =
    /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]*|[^:]*)(?::(SecretString)?)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(
      rest,
    ) ?? [];
  const text = secretText(call, stack, {
    SecretId,
    ...(VersionStage === '' ? {} : { VersionStage }),
    ...(VersionId === '' ? {} : { VersionId }),
  });
  if (jsonKey === '') return text;
  const value = memberOf(text, jsonKey);
  if (value !== undefined) return value;
  throw new TemplateError('Could not find a value associated with JSONKey in SecretString');
}

function secretText(
  call: CloudFormationCall,
  { principal }: Pick<Stack, 'principal'>,
  input: { SecretId: string; VersionStage?: string; VersionId?: string },
): string {
  try {
    return call.ask('secretsmanager', { as: principal }).getSecretValue(input).SecretString ?? '';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const requestId = call.random('request token').uuid();
    const suffix = `(Service: AWSSecretsManager; Status Code: ${error.status ?? 400}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`;
    throw new TemplateError(`${error.message} ${suffix}`);
  }
}

function memberOf(text: string, jsonKey: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new TemplateError('Could not parse SecretString JSON');
  }
  if (!isMap(parsed)) throw new TemplateError('Could not parse SecretString JSON');
  const value = Object.hasOwn(parsed, jsonKey) ? parsed[jsonKey] : undefined;
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}
