import { parsePolicy, type PolicyDocument } from '../../../cloud/service';
import { invalidAttributeName, invalidAttributeValue, unknownAttribute } from '../errors';
import type { Queue, SqsCall } from '../state';
import { checkRedriveAllowPolicy, checkRedrivePolicy } from './redrive-policy';

/** Whole numbers: default, least and greatest value (aws-behaviour.md 4.1). */
const numbers: Readonly<Record<string, { default: number; min: number; max: number }>> = {
  DelaySeconds: { default: 0, min: 0, max: 900 },
  MaximumMessageSize: { default: 1_048_576, min: 1024, max: 1_048_576 },
  MessageRetentionPeriod: { default: 345_600, min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { default: 0, min: 0, max: 20 },
  VisibilityTimeout: { default: 30, min: 0, max: 43_200 },
};
const reusePeriod = { min: 60, max: 86_400 };

/** FIFO queues alone know these; the first value is the default. */
const fifoChoices: Readonly<Record<string, readonly [string, ...string[]]>> = {
  ContentBasedDeduplication: ['false', 'true'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** Counted or set by SQS itself. */
export const readOnlyAttributes = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
] as const;

const writableTexts = [
  'FifoQueue',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
];

/** Every attribute that may be asked for. */
export const isQueueAttribute = (name: string): boolean =>
  Object.hasOwn(numbers, name) ||
  Object.hasOwn(fifoChoices, name) ||
  writableTexts.includes(name) ||
  readOnlyAttributes.some((known) => known === name);

/** Attributes of a queue that was created without any. */
export function defaultAttributes(isFifo: boolean): Record<string, string> {
  const defaults: Record<string, string> = { SqsManagedSseEnabled: 'true' };
  for (const [name, { default: value }] of Object.entries(numbers)) defaults[name] = String(value);
  if (!isFifo) return defaults;
  defaults['FifoQueue'] = 'true';
  for (const [name, [value]] of Object.entries(fifoChoices)) defaults[name] = value;
  return defaults;
}

function isWithin(value: string, { min, max }: { min: number; max: number }): boolean {
  return /^-?\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
}

const onlyOfFifo = (name: string): Error =>
  name === 'ContentBasedDeduplication'
    ? unknownAttribute(name)
    : invalidAttributeName(`You can specify the ${name} only when FifoQueue is set to true.`);

/** Checks one attribute that is being set and answers the text to keep; an empty text takes the attribute away. */
function checkAttribute(
  call: SqsCall,
  name: string,
  value: string,
  queue: { arn: string; isFifo: boolean },
): string {
  const range = numbers[name];
  if (range !== undefined) {
    if (!isWithin(value, range)) throw invalidAttributeValue(name);
    return String(Number(value));
  }
  const choices = fifoChoices[name];
  if (choices !== undefined) {
    if (!queue.isFifo) throw onlyOfFifo(name);
    if (!choices.includes(value)) throw invalidAttributeValue(name);
    return value;
  }
  switch (name) {
    case 'FifoQueue':
      if (!queue.isFifo) throw unknownAttribute(name);
      if (value !== 'true') throw invalidAttributeValue(name, 'Modifying queue type is not supported.');
      return value;
    case 'KmsMasterKeyId':
    case 'Policy':
      return value;
    case 'KmsDataKeyReusePeriodSeconds':
      if (value === '') return value;
      if (!isWithin(value, reusePeriod)) throw invalidAttributeValue(name);
      return String(Number(value));
    case 'SqsManagedSseEnabled':
      if (value !== 'true' && value !== 'false') throw invalidAttributeValue(name);
      return value;
    case 'RedrivePolicy':
      return value === '' ? '' : checkRedrivePolicy(call, value, queue);
    case 'RedriveAllowPolicy':
      return value === '' ? '' : checkRedriveAllowPolicy(value);
    default:
      throw unknownAttribute(name);
  }
}

/** The attributes of a queue with `changes` made to them, all checked. */
export function withAttributes(
  call: SqsCall,
  queue: Pick<Queue, 'arn' | 'isFifo' | 'attributes'>,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const attributes = { ...queue.attributes };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    const kept = checkAttribute(call, name, value, queue);
    if (kept === '') delete attributes[name];
    else attributes[name] = kept;
  }
  settleEncryption(attributes, changes);
  const isHighThroughput = attributes['FifoThroughputLimit'] === 'perMessageGroupId';
  if (isHighThroughput && attributes['DeduplicationScope'] !== 'messageGroup') {
    throw invalidAttributeValue('FifoThroughputLimit');
  }
  return attributes;
}

/** A key of KMS and SQS's own encryption exclude each other; naming a key turns the latter off. */
function settleEncryption(
  attributes: Record<string, string>,
  changes: Readonly<Record<string, string | undefined>>,
): void {
  const key = attributes['KmsMasterKeyId'];
  if (changes['SqsManagedSseEnabled'] === 'true' && (changes['KmsMasterKeyId'] ?? '') !== '') {
    throw invalidAttributeName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
  if (changes['SqsManagedSseEnabled'] === 'true') {
    delete attributes['KmsMasterKeyId'];
    delete attributes['KmsDataKeyReusePeriodSeconds'];
  } else if (key !== undefined) {
    attributes['SqsManagedSseEnabled'] = 'false';
    attributes['KmsDataKeyReusePeriodSeconds'] ??= '300';
  } else {
    delete attributes['KmsDataKeyReusePeriodSeconds'];
  }
}

/** The `Policy` attribute, read; AWS's text for one that it would not store. */
export function readQueuePolicy(text: string): PolicyDocument {
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof Error && error.name === 'PolicyError') throw invalidAttributeValue('Policy');
    throw error;
  }
}
