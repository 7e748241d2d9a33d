import { sha256 } from './blobs';

/** Plain data: what state, pending work and the trace are made of. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON text with object keys in order, so that equal data gives equal text; bytes are told by size and SHA-256. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? 'null';
}

function ordered(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: value.length, sha256: sha256(value) };
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, member] of entries) result[key] = ordered(member);
  return result;
}
