import { parseArn } from '../../../cloud/service';
import { findQueue } from '../addresses';
import { invalidAttributeValue, invalidValue } from '../errors';
import type { Queue, SqsCall } from '../state';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns: readonly string[];
}

const receiveCountMax = 1000;
const sourceQueuesMax = 10;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((arn) => typeof arn === 'string');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The redrive policy in force on a queue; it was checked when it was set. */
export function redrivePolicyOf(queue: Queue): RedrivePolicy | undefined {
  const text = queue.attributes['RedrivePolicy'];
  const policy = text === undefined ? undefined : parseJson(text);
  if (!isRecord(policy)) return undefined;
  return {
    deadLetterTargetArn: String(policy['deadLetterTargetArn']),
    maxReceiveCount: Number(policy['maxReceiveCount']),
  };
}

/**
 * Checks a RedrivePolicy attribute and answers it as AWS gives it back: the count as a number.
 *
 * The dead-letter queue must exist, be of the same account, region and type, and allow this source
 * (aws-behaviour.md 4.3).
 */
export function checkRedrivePolicy(
  call: SqsCall,
  text: string,
  source: { arn: string; isFifo: boolean },
): string {
  const policy = parseJson(text);
  if (!isRecord(policy)) {
    throw invalidAttributeValue('RedrivePolicy', 'Redrive policy is not a valid JSON map.');
  }
  const refuse = (reason: string) => invalidValue(text, 'RedrivePolicy', reason);
  for (const name of ['maxReceiveCount', 'deadLetterTargetArn']) {
    if (policy[name] === undefined) {
      throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  if (Object.keys(policy).length > 2) {
    throw refuse('Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].');
  }
  const maxReceiveCount = Number(policy['maxReceiveCount']);
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > receiveCountMax) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${String(policy['maxReceiveCount'])}, ` +
        `valid values are from 1 to ${receiveCountMax} both inclusive.`,
    );
  }
  const deadLetterTargetArn = String(policy['deadLetterTargetArn']);
  checkTarget(call, deadLetterTargetArn, source, refuse);
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
}

function checkTarget(
  call: SqsCall,
  targetArn: string,
  source: { arn: string; isFifo: boolean },
  refuse: (reason: string) => Error,
): void {
  const target = parseArn(targetArn);
  if (target === undefined) throw refuse('Invalid value for deadLetterTargetArn.');
  if (target.service !== 'sqs') {
    throw refuse('Only SQS queues are valid resources for deadLetterTargetArn.');
  }
  if (target.accountId !== parseArn(source.arn)?.accountId) {
    throw refuse('Dead-letter target owner should be same as the source.');
  }
  if (target.resource.endsWith('.fifo') !== source.isFifo) {
    throw refuse('Dead-letter queue must be same type of queue as the source..');
  }
  const place = target.region === call.region ? findQueue(call, targetArn) : undefined;
  if (place === undefined) throw refuse('Dead letter target does not exist.');
  const allow = redriveAllowPolicyOf(place.queue);
  const isAllowed =
    allow.redrivePermission === 'allowAll' ||
    (allow.redrivePermission === 'byQueue' && allow.sourceQueueArns.includes(source.arn));
  // AWS's own reason is not documented; this one is ours.
  if (!isAllowed) throw refuse('The dead letter target does not allow this queue as a source.');
}

function redriveAllowPolicyOf(queue: Queue): RedriveAllowPolicy {
  const text = queue.attributes['RedriveAllowPolicy'];
  return readAllowPolicy(text) ?? { redrivePermission: 'allowAll', sourceQueueArns: [] };
}

function readAllowPolicy(text: string | undefined): RedriveAllowPolicy | undefined {
  const policy = text === undefined ? undefined : parseJson(text);
  if (!isRecord(policy)) return undefined;
  const { redrivePermission, sourceQueueArns = [], ...others } = policy;
  if (Object.keys(others).length > 0) return undefined;
  if (
    redrivePermission !== 'allowAll' &&
    redrivePermission !== 'denyAll' &&
    redrivePermission !== 'byQueue'
  ) {
    return undefined;
  }
  return isTexts(sourceQueueArns) ? { redrivePermission, sourceQueueArns } : undefined;
}

/** Checks a RedriveAllowPolicy attribute; answers it unchanged. */
export function checkRedriveAllowPolicy(text: string): string {
  const policy = readAllowPolicy(text);
  const cannot = "Amazon SQS can't create the redrive allow policy";
  if (policy === undefined) {
    throw invalidAttributeValue('RedriveAllowPolicy', `${cannot}, as it’s in an unsupported format.`);
  }
  const refuse = (reason: string) => invalidValue(text, 'RedriveAllowPolicy', `${cannot}. ${reason}`);
  const count = policy.sourceQueueArns.length;
  if (policy.redrivePermission !== 'byQueue' && count > 0) {
    throw refuse('To specify one or more source queue ARNs, you must set redrivePermission to byQueue.');
  }
  if (policy.redrivePermission === 'byQueue' && count === 0) {
    throw refuse(
      'When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.',
    );
  }
  if (count > sourceQueuesMax) {
    throw refuse(`The maximum number of source queue ARNs you can specify is ${sourceQueuesMax}.`);
  }
  return text;
}
