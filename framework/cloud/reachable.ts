import type { Exchange } from './exchange';

/** Members that hold a place to send requests to, by service. */
const members: Readonly<Record<string, ReadonlySet<string>>> = {
  sqs: new Set(['QueueUrl', 'QueueUrls', 'queueUrls']),
  cloudformation: new Set(['OutputValue', 'PhysicalResourceId', 'Value']),
  s3: new Set(['Location']),
};

const queueUrl = /^https:\/\/sqs\.[a-z0-9-]+\.[a-z0-9.-]+(?=\/\d{12}\/[\w-]+(?:\.fifo)?$)/;
const bucketUrl = /^https?:\/\/([^/]+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?\//;

/**
 * The output of an exchange with AWS's own URLs made such that this caller reaches them: AWS's names lead to AWS.
 *
 * State keeps AWS's names; only answers to a caller that came under another name differ, each for its own caller.
 */
export function reachable({ wire, serviceName, output = {} }: Exchange): object {
  const origin = wire?.origin;
  const names = members[serviceName];
  return origin === undefined || names === undefined ? output : rewritten(output, names, origin);
}

function rewritten(value: object, names: ReadonlySet<string>, origin: string): object {
  if (Array.isArray(value))
    return value.map((one: unknown) => (isObject(one) ? rewritten(one, names, origin) : one));
  const changed: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (names.has(name)) changed[name] = urlOf(member, origin);
    else if (Array.isArray(member) || isPlain(member)) changed[name] = rewritten(member, names, origin);
    else changed[name] = member;
  }
  return changed;
}

function urlOf(value: unknown, origin: string): unknown {
  if (Array.isArray(value)) return value.map((one) => urlOf(one, origin));
  if (typeof value !== 'string') return value;
  return value.replace(queueUrl, origin).replace(bucketUrl, (_, bucket: string) => `${origin}/${bucket}/`);
}

function isObject(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
