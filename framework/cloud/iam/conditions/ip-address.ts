import { textOf } from '../patterns/variables';
import { withNegation, type ConditionOperator } from './operator';

/** An address as 8-bit groups (IPv4: 4 of them) or 16-bit groups (IPv6: 8 of them). */
interface Address {
  groups: number[];
  groupBits: number;
}

const OCTET = /^(0|[1-9]\d{0,2})$/;
const HEXTET = /^[0-9a-f]{1,4}$/i;

function readV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const isV4 = parts.length === 4 && parts.every((part) => OCTET.test(part) && Number(part) < 256);
  return isV4 ? parts.map(Number) : undefined;
}

/** Groups between colons; a dotted tail counts as two of them. */
function readHextets(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const octets = index === parts.length - 1 && part.includes('.') ? readV4(part) : undefined;
    if (octets !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = octets;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (HEXTET.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function readV6(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = readHextets(head);
  const right = tail === undefined ? [] : readHextets(tail);
  if (left === undefined || right === undefined) return undefined;
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  return [...left, ...Array.from({ length: gap }, () => 0), ...right];
}

/** Reads an IPv4 or IPv6 address. */
export function readAddress(text: string): Address | undefined {
  const v4 = readV4(text);
  if (v4 !== undefined) return { groups: v4, groupBits: 8 };
  const v6 = text.includes(':') ? readV6(text) : undefined;
  return v6 === undefined ? undefined : { groups: v6, groupBits: 16 };
}

interface Range extends Address {
  prefixBits: number;
}

/** Reads a range; an address alone is a range of one. */
function readRange(text: string): Range | undefined {
  const [addressText = '', prefixText, ...more] = text.split('/');
  const address = readAddress(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const bits = address.groups.length * address.groupBits;
  if (prefixText === undefined) return { ...address, prefixBits: bits };
  if (!OCTET.test(prefixText) || Number(prefixText) > bits) return undefined;
  return { ...address, prefixBits: Number(prefixText) };
}

function isWithin(address: Address, range: Range): boolean {
  if (address.groupBits !== range.groupBits) return false;
  let bitsLeft = range.prefixBits;
  for (const [index, group] of range.groups.entries()) {
    if (bitsLeft <= 0) return true;
    const shift = Math.max(0, range.groupBits - bitsLeft);
    if (group >> shift !== (address.groups[index] ?? 0) >> shift) return false;
    bitsLeft -= range.groupBits;
  }
  return true;
}

/** Addresses and CIDR ranges of IPv4 and IPv6; an address of one kind is never within a range of the other. */
export const ipAddressOperators: ConditionOperator[] = withNegation(
  {
    name: 'IpAddress',
    isNegated: false,
    takesVariables: false,
    isValid: (value) => readRange(value) !== undefined,
    prepare(value) {
      const range = readRange(textOf(value));
      return (text) => {
        const address = readAddress(text);
        return range !== undefined && address !== undefined && isWithin(address, range);
      };
    },
  },
  'NotIpAddress',
);
