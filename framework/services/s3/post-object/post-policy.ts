/** The policy of a form: what its fields may say, and until when (S3 API, "POST Policy"). */
import { AwsError } from '../../../cloud/service';
import * as errors from '../errors';

type Condition = readonly [operator: string, field: string, value: string];

interface PostPolicy {
  expiresMs: number;
  conditions: Condition[];
  sizes?: { min: number; max: number };
}

const invalidPolicy = (reason: string): AwsError =>
  new AwsError('InvalidPolicyDocument', `Invalid Policy: ${reason}`, { status: 400 });

const notAllowed = (reason: string): AwsError =>
  new AwsError('AccessDenied', `Invalid according to Policy: ${reason}`, { status: 403 });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readPolicy(text: string): PostPolicy {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    throw invalidPolicy('Invalid JSON.');
  }
  if (!isRecord(value)) throw invalidPolicy('Invalid JSON.');
  const { expiration, conditions } = value;
  if (typeof expiration !== 'string') throw invalidPolicy('Policy missing expiration.');
  if (!Array.isArray(conditions)) throw invalidPolicy('Policy missing conditions.');
  const expiresMs = Date.parse(expiration);
  if (Number.isNaN(expiresMs)) throw invalidPolicy(`Invalid 'expiration' value: '${expiration}'`);
  const policy: PostPolicy = { expiresMs, conditions: [] };
  for (const each of conditions) readCondition(each, policy);
  return policy;
}

function readCondition(condition: unknown, policy: PostPolicy): void {
  if (isRecord(condition)) {
    const [only, ...more] = Object.entries(condition);
    if (only === undefined || more.length > 0) {
      throw invalidPolicy(
        'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
      );
    }
    const [name, value] = only;
    policy.conditions.push(['eq', `$${name}`, String(value)]);
    return;
  }
  if (!Array.isArray(condition) || condition.length !== 3) throw invalidPolicy('Invalid Condition.');
  const [operator, field, value] = condition.map(String);
  if (operator === undefined || field === undefined || value === undefined) return;
  const kind = operator.toLowerCase();
  if (kind === 'content-length-range') readSizes(field, value, policy);
  else if (kind === 'eq' || kind === 'starts-with') policy.conditions.push([kind, field, value]);
  else throw invalidPolicy(`Invalid Condition: unknown operation '${operator}'.`);
}

/** Bounds that are no numbers hold for no file. */
function readSizes(min: string, max: string, policy: PostPolicy): void {
  if ([min, max].some((bound) => bound.startsWith('-'))) throw invalidPolicy('Invalid Condition.');
  if (!/^\d+$/.test(min) || !/^\d+$/.test(max)) policy.conditions.push(['content-length-range', min, max]);
  else policy.sizes = { min: Number(min), max: Number(max) };
}

/** Fields that no policy need name. */
const free = /^(policy|file|signature|awsaccesskeyid|x-amz-signature|x-ignore-.*)$/;

/** A name without its dollar sign names no field. */
function holds([operator, field, value]: Condition, fields: ReadonlyMap<string, string>): boolean {
  if (!field.startsWith('$')) return false;
  const sent = fields.get(field.slice(1).toLowerCase()) ?? '';
  return operator === 'eq' ? sent === value : sent.startsWith(value);
}

/** Refuses a form that its own policy does not allow; `bucket` counts among its fields. */
export function checkPolicy(
  text: string,
  fields: ReadonlyMap<string, string>,
  sizeBytes: number,
  nowMs: number,
): void {
  const policy = readPolicy(text);
  if (policy.expiresMs <= nowMs) throw notAllowed('Policy expired.');
  for (const [operator, field, value] of policy.conditions) {
    if (!holds([operator, field, value], fields))
      throw notAllowed(`Policy Condition failed: ["${operator}", "${field}", "${value}"]`);
  }
  const named = new Set(policy.conditions.map(([, field]) => field.replace(/^\$/, '').toLowerCase()));
  const extra = [...fields.keys()].filter((name) => !free.test(name) && !named.has(name));
  if (extra.length > 0) throw notAllowed(`Extra input fields: ${extra.join(', ')}`);
  const { min, max } = policy.sizes ?? { min: 0, max: Infinity };
  if (sizeBytes > max) throw errors.entityTooLarge(sizeBytes, max);
  if (sizeBytes < min) throw errors.formFileTooSmall(sizeBytes, min);
}
