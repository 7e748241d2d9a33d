/** What a publish may say (aws-behaviour.md 5.2). */
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { invalidParameter } from '../errors';
import { isFifo, type PublishedMessage, type Topic } from '../state';
import { readMessageAttributes } from './attributes';

export const bytesMax = 262_144;
const subjectLengthMax = 100;

/** What a publish and an entry of a batch have in common. */
export interface PublishRequest {
  Message?: string | undefined;
  Subject?: string | undefined;
  MessageStructure?: string | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

export type Draft = Omit<PublishedMessage, 'messageId' | 'topicArn' | 'publishedAtMs'> & { size: number };

/** Bytes that a message counts, its attributes among them; those of attributes that are wrong are not told. */
export function publishedSize({ Message = '', MessageAttributes = {} }: PublishRequest): number {
  let size = Buffer.byteLength(Message);
  for (const [name, { DataType = '', StringValue = '', BinaryValue }] of Object.entries(MessageAttributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += BinaryValue?.length ?? Buffer.byteLength(StringValue);
  }
  return size;
}

/** Reads a message for a topic, which may be one that knows deduplication ids, or for a phone or device. */
export function readMessage(topic: Topic | undefined, request: PublishRequest): Draft {
  const { Message = '', Subject } = request;
  if (Message === '') throw invalidParameter('Empty message');
  if (topic !== undefined && request.MessageDeduplicationId !== undefined && !isFifo(topic)) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const { MessageGroupId: groupId } = request;
  if (Subject !== undefined) checkSubject(Subject);
  const attributes = readMessageAttributes(request.MessageAttributes);
  const size = publishedSize(request);
  if (size > bytesMax) throw invalidParameter('Message too long');
  const messages = readStructure(Message, request.MessageStructure);
  return {
    ...(Subject === undefined ? {} : { subject: Subject }),
    message: messages['default'] ?? Message,
    messages,
    attributes,
    ...(groupId === undefined ? {} : { groupId }),
    size,
  };
}

/** ASCII, at most a hundred characters, begins with a letter, number or punctuation mark, and no line breaks. */
function checkSubject(subject: string): void {
  if (subject === '' || subject.length > subjectLengthMax || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) {
    throw invalidParameter('Subject');
  }
}

/** With MessageStructure `json` a text for each protocol, those that are no text left out as on AWS. */
function readStructure(message: string, structure: string | undefined): Record<string, string> {
  if (structure === undefined || structure === '') return {};
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof value !== 'object' || value === null) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const texts: Record<string, string> = {};
  for (const [protocol, text] of Object.entries(value)) {
    if (typeof text === 'string') texts[protocol] = text;
  }
  if (texts['default'] === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return texts;
}
