import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { invalidValue } from '../errors';
import type { StoredAttribute } from '../state';

const nameLengthMax = 256;

/**
 * Checks the attributes of a message and brings them into the form that state keeps.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function readMessageAttributes(
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): Record<string, StoredAttribute> {
  const attributes: Record<string, StoredAttribute> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    checkName(name);
    attributes[name] = readAttribute(name, value);
  }
  return attributes;
}

function checkName(name: string): void {
  if (name === '') throw invalidValue('Message attribute name can not be empty.');
  if (name.length > nameLengthMax)
    throw invalidValue('Length of message attribute name must be less than 256 bytes.');
  const [foreign] = /[^\w.-]/.exec(name) ?? [];
  if (foreign !== undefined) {
    const code = foreign.charCodeAt(0).toString(16).toUpperCase();
    throw invalidValue(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. ` +
        'Can only include alphanumeric characters, hyphens, underscores, or dots.',
    );
  }
  if (name.startsWith('.')) {
    throw invalidValue("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.endsWith('.')) {
    throw invalidValue("Invalid message attribute name ending with character '.' was found.");
  }
  if (name.includes('..'))
    throw invalidValue("Message attribute name can not have successive '.' character.");
}

function readAttribute(
  name: string,
  { DataType = '', StringValue, BinaryValue }: MessageAttributeValue,
): StoredAttribute {
  if (DataType === '') {
    throw invalidValue(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const [kind] = DataType.split('.');
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary') {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, ` +
        'the set of supported type prefixes is Binary, Number, and String.',
    );
  }
  // Values of the wrong field are named before ones that are missing.
  const field = kind === 'Binary' ? 'Binary' : 'String';
  const isOfOtherField = field === 'Binary' ? StringValue !== undefined : BinaryValue !== undefined;
  if (isOfOtherField) {
    throw invalidValue(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`);
  }
  if (kind === 'Binary') {
    if (BinaryValue === undefined || BinaryValue.length === 0) throw emptyValue(name, DataType);
    return { dataType: DataType, value: Buffer.from(BinaryValue).toString('base64') };
  }
  if (StringValue === undefined || StringValue === '') throw emptyValue(name, DataType);
  if (kind === 'Number' && (StringValue.trim() === '' || Number.isNaN(Number(StringValue)))) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
  return { dataType: DataType, value: StringValue };
}

const emptyValue = (name: string, type: string) =>
  invalidValue(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
  );
