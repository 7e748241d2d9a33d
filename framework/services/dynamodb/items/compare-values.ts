import { attributeOf, type AttributeValue, bytesOf, membersOf, typeOf } from './attribute-value';
import { compareNumbers } from './numbers';

/** Whether two values are the same: of one type, sets without regard to order, documents element by element. */
export function valuesEqual(left: AttributeValue, right: AttributeValue): boolean {
  const a = membersOf(left);
  const b = membersOf(right);
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.B !== undefined) return a.B === b.B;
  if (a.NULL) return b.NULL === true;
  const set = a.SS ?? a.NS ?? a.BS;
  if (set) return typeOf(left) === typeOf(right) && setsEqual(set, b.SS ?? b.NS ?? b.BS ?? []);
  if (a.L) return listsEqual(a.L, b.L);
  return mapsEqual(a.M ?? {}, b.M);
}

/**
 * Orders two values of one comparable type (S, N, B): negative, zero or positive. Undefined for any other
 * pair, which in a condition is neither less nor greater.
 */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  const a = membersOf(left);
  const b = membersOf(right);
  if (a.S !== undefined && b.S !== undefined) return compareText(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(bytesOf(a.B), bytesOf(b.B));
  return undefined;
}

const SURROGATES = /[\ud800-\udfff]/;

/** Order by UTF-8 bytes; UTF-16 order, which JavaScript has, differs from it for characters above U+FFFF only. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATES.test(a) || SURROGATES.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function setsEqual(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const members = new Set(right);
  return left.every((member) => members.has(member));
}

function listsEqual(left: readonly AttributeValue[], right: readonly AttributeValue[] | undefined): boolean {
  if (!right || left.length !== right.length) return false;
  return left.every((element, index) => {
    const other = right[index];
    return other !== undefined && valuesEqual(element, other);
  });
}

function mapsEqual(
  left: { [name: string]: AttributeValue },
  right: { [name: string]: AttributeValue } | undefined,
): boolean {
  const names = Object.keys(left);
  if (!right || names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const one = attributeOf(left, name);
    const other = attributeOf(right, name);
    return one !== undefined && other !== undefined && valuesEqual(one, other);
  });
}
