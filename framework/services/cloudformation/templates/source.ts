import {
  checkTemplate,
  expandLoops,
  hasLoops,
  parseTemplate,
  TemplateError,
  type Template,
} from '../../../template';
import { StormError } from '../../../kernel';
import { AwsError, urlSuffixOf, availabilityZones } from '../../../cloud/service';
import { constraintViolated, validationError } from '../errors';
import type { CloudFormationCall, Stack } from '../state';
import type { StackContext } from '../../../template';

/** What a request body may hold; a larger template comes by URL (aws-behaviour.md 8.3). */
const bodyBytesMax = 51_200;

/** How templates sent to the API are called in places, which nobody gave a file name. */
const file = 'template';

const rememberedMax = 64;

/** What follows from a template's text alone is worked out once; the latest `rememberedMax` results are kept. */
function remembering<V>(): (name: string, make: () => V) => V {
  const results = new Map<string, { result: V }>();
  return (name, make) => {
    const known = results.get(name);
    if (known !== undefined) return known.result;
    const result = make();
    const [oldest] = results.keys();
    if (results.size >= rememberedMax && oldest !== undefined) results.delete(oldest);
    results.set(name, { result });
    return result;
  };
}

const parsed = remembering<Template>();
const problems = remembering<TemplateError | undefined>();

interface TemplateInput {
  TemplateBody?: string | undefined;
  TemplateURL?: string | undefined;
}

/** The text of the template that a request brings or points to. */
export function templateText(call: CloudFormationCall, input: TemplateInput): string {
  const { TemplateBody, TemplateURL } = input;
  if (TemplateBody !== undefined && TemplateURL !== undefined) {
    throw validationError('You must specify either Template URL or Template Body, but not both.');
  }
  if (TemplateURL !== undefined) return textAt(call, TemplateURL);
  if (TemplateBody === undefined) {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  if (Buffer.byteLength(TemplateBody) > bodyBytesMax) {
    const constraint = `Member must have length less than or equal to ${bodyBytesMax}`;
    throw constraintViolated(TemplateBody, 'templateBody', constraint);
  }
  return TemplateBody;
}

/** Reads a template from S3 as the caller or whoever a stack is made as, whose permission counts. */
export function textAt(call: CloudFormationCall, url: string, as = call.principal): string {
  const place = bucketAndKey(url);
  if (place === undefined) throw validationError('TemplateURL must be a supported URL.');
  try {
    const { Body } = call.ask('s3', { as }).getObject(place);
    return Buffer.from(Body ?? new Uint8Array()).toString('utf8');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

function bucketAndKey(url: string): { Bucket: string; Key: string; VersionId?: string } | undefined {
  const [, host = '', path = '', query = ''] = /^https?:\/\/([^/?]+)\/([^?]*)(?:\?(.*))?$/.exec(url) ?? [];
  const bucket = /^(.+?)\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$/.exec(host)?.[1];
  const isPathStyle = /^s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?$/.test(host);
  const [first = '', ...rest] = path.split('/');
  const [Bucket, Key] =
    bucket !== undefined ? [bucket, path] : isPathStyle ? [first, rest.join('/')] : ['', ''];
  if (Bucket === '' || Key === '') return undefined;
  const version = /(?:^|&)versionId=([^&]+)/.exec(query)?.[1];
  const place = { Bucket, Key: decodeURIComponent(Key) };
  return version === undefined ? place : { ...place, VersionId: decodeURIComponent(version) };
}

/** Keeps a template's text; the answer is what a stack remembers. */
export function storeTemplate(call: CloudFormationCall, text: string): string {
  return call.blobs.put(Buffer.from(text, 'utf8'));
}

export function storedText(call: CloudFormationCall, blob: string): string {
  return Buffer.from(call.blobs.get(blob)).toString('utf8');
}

/** A stored template as it was sent, parsed. */
export function storedTemplate(call: CloudFormationCall, blob: string): Template {
  return parsed(blob, () => parseTemplate(storedText(call, blob), file));
}

/** Throws what is wrong with a stored template whatever its parameters are. */
export function checkStored(call: CloudFormationCall, blob: string): void {
  const problem = problems(blob, () => checkTemplate(storedTemplate(call, blob))[0]);
  if (problem !== undefined) throw problem;
}

/** What the pseudo parameters say. */
export function contextOf(
  call: CloudFormationCall,
  stack: { stackId: string; name: string; notificationArns: string[] },
): StackContext {
  return {
    accountId: call.accountId,
    region: call.region,
    partition: call.partition,
    urlSuffix: urlSuffixOf(call.region),
    stackId: stack.stackId,
    stackName: stack.name,
    notificationArns: stack.notificationArns,
    zonesOf: availabilityZones,
  };
}

/** A stack's template with its loops unrolled: what the stack is made of. */
export function templateOf(
  call: CloudFormationCall,
  stack: Pick<Stack, 'stackId' | 'name' | 'template' | 'values' | 'notificationArns'>,
): Template {
  const template = storedTemplate(call, stack.template);
  if (!hasLoops(template)) return template;
  const values = { context: contextOf(call, stack), parameters: stack.values };
  const name = [stack.template, stack.stackId, JSON.stringify(stack.values)].join('\u0000');
  return parsed(name, () => expandLoops(template, values));
}

/** Runs what reads a template; its errors become AWS's, and what is not emulated says so. */
export function readingTemplate<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof TemplateError ? apiError(error) : error;
  }
}

/** A template's error as the API answers it. */
export function apiError(error: TemplateError): Error {
  if (error.code === 'ValidationError') return validationError(error.awsMessage);
  const { place } = error;
  const where = place === undefined ? '' : ` (line ${place.line}, column ${place.column} of the template)`;
  const what = error.awsMessage.replace(/^STORM_NOT_EMULATED /, '');
  return new StormError('STORM_NOT_EMULATED', `${what}${where} is not emulated.`, {
    ...(error.hint === undefined ? {} : { fix: error.hint }),
    cause: error,
  });
}
