import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { forbiddenCharacters, invalidParameterValue, unsupportedOperation } from '../errors';
import type { StoredAttribute } from '../state';

const countMax = 10;
const nameLengthMax = 256;
/** Letters with accents are taken too, though the text says otherwise (recorded on AWS). */
const names = /^(?!.*\.\.)(?!\.)[\w.\u{c0}-\u{17f}-]+(?<!\.)$/u;
/** SendMessage, "message content": what XML 1.0 can carry. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

export const hasForbiddenCharacters = (text: string): boolean => forbidden.test(text);

/**
 * Checks the attributes of a message that is sent and brings them into the form that state keeps.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function readMessageAttributes(
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): Record<string, StoredAttribute> {
  const entries = Object.entries(given ?? {});
  if (entries.length > countMax) {
    throw invalidParameterValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${countMax}].`,
    );
  }
  const attributes: Record<string, StoredAttribute> = {};
  for (const [name, value] of entries) {
    if (!names.test(name) || name.length > nameLengthMax || /^(aws|amazon)\./i.test(name)) {
      throw invalidParameterValue(
        `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, ` +
          'underscore (_), hyphen (-), and period (.) characters.',
      );
    }
    attributes[name] = readMessageAttribute(name, value);
  }
  return attributes;
}

export function readMessageAttribute(name: string, value: MessageAttributeValue): StoredAttribute {
  const dataType = value.DataType ?? '';
  const [kind] = dataType.split('.');
  if (value.StringListValues !== undefined || value.BinaryListValues !== undefined) {
    throw unsupportedOperation('Message attribute list values in SendMessage operation are not supported.');
  }
  if (dataType === '') {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute type.`,
    );
  }
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary') {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, ` +
        'the set of supported type prefixes is Binary, Number, and String.',
    );
  }
  const isEmpty =
    kind === 'Binary' ? (value.BinaryValue?.length ?? 0) === 0 : (value.StringValue ?? '') === '';
  if (isEmpty) {
    throw invalidParameterValue(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${dataType}'.`,
    );
  }
  if (kind === 'Binary') {
    return { dataType, base64: Buffer.from(value.BinaryValue ?? []).toString('base64') };
  }
  const text = value.StringValue ?? '';
  if (hasForbiddenCharacters(text)) throw invalidParameterValue(forbiddenCharacters);
  if (kind === 'Number' && (text.trim() === '' || Number.isNaN(Number(text)))) {
    throw invalidParameterValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { dataType, text };
}

/** An attribute as ReceiveMessage hands it out. */
export function attributeValue({ dataType, text, base64 }: StoredAttribute): MessageAttributeValue {
  return base64 === undefined
    ? { DataType: dataType, StringValue: text ?? '' }
    : { DataType: dataType, BinaryValue: new Uint8Array(Buffer.from(base64, 'base64')) };
}

const bytesOf = ({ text, base64 }: StoredAttribute): Buffer =>
  base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');

/** Bytes that attributes count towards a message's size: names, types and values. */
export function attributesSize(attributes: Readonly<Record<string, StoredAttribute>>): number {
  let size = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.dataType) + bytesOf(attribute).length;
  }
  return size;
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * The digest that SDKs check: names in order, each name, type and value with its length before it; undefined
 * without attributes.
 */
export function md5OfAttributes(attributes: Readonly<Record<string, StoredAttribute>>): string | undefined {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of sorted) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.dataType));
    hash.update(Buffer.from([attribute.base64 === undefined ? 1 : 2]));
    add(bytesOf(attribute));
  }
  return hash.digest('hex');
}
