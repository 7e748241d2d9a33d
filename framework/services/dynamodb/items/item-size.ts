import { type AttributeMap, type AttributeValue, type Item, membersOf } from './attribute-value';
import { parseNumber } from './numbers';

/** An item of exactly this size is accepted, one byte more is refused (aws-behaviour.md 3.2: 400 KB). */
export const ITEM_BYTES_MAX = 400 * 1024;

/** A list or map costs this beside its content, and one more for each element. */
const DOCUMENT_BYTES = 3;

/** The size of an item as DynamoDB counts it, for the 400 KB limit, pages and capacity: names and values, in bytes. */
export function itemSize(item: Item): number {
  return attributesSize(item);
}

/** The size of one value, without its name. */
export function valueSize(value: AttributeValue): number {
  const { S, N, B, M, L, SS, NS, BS } = membersOf(value);
  if (S !== undefined) return utf8Size(S);
  if (N !== undefined) return numberSize(N);
  if (M) return DOCUMENT_BYTES + Object.keys(M).length + attributesSize(M);
  if (L) return L.reduce((size, element) => size + 1 + valueSize(element), DOCUMENT_BYTES);
  if (B !== undefined) return binarySize(B);
  if (SS) return SS.reduce((size, text) => size + utf8Size(text), 0);
  if (NS) return NS.reduce((size, text) => size + numberSize(text), 0);
  if (BS) return BS.reduce((size, text) => size + binarySize(text), 0);
  return 1;
}

/** The length of text in UTF-8, as AWS measures names, strings and keys. */
export function utf8Size(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The length of binary that is kept as base64 text. */
export function binarySize(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

function attributesSize(attributes: AttributeMap): number {
  let size = 0;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value) size += utf8Size(name) + valueSize(value);
  }
  return size;
}

/**
 * One byte, and one for every two digits before and every two after the point, and one for a minus sign.
 * Zeros at either end are free. The developer guide says less; this is what the service was measured to
 * charge at the 400 KB limit.
 */
function numberSize(text: string): number {
  const { negative, digits, point } = parseNumber(text);
  if (digits === '') return 1;
  const whole = Math.max(0, Math.min(point, digits.length));
  const fraction = digits.length - whole;
  return 1 + Math.ceil(whole / 2) + Math.ceil(fraction / 2) + (negative ? 1 : 0);
}
