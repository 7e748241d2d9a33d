import { invalid } from '../errors';
import type { WireAttributeValue } from '../items/attribute-value';

/** Where a SELECT goes on: in which of its ranges, and behind which key. */
export interface PlaceInSelect {
  readonly range: number;
  readonly key?: { [name: string]: WireAttributeValue };
}

/** A token says where to go on with one statement, and with no other. */
export function tokenOf({ range, key }: PlaceInSelect, asked: string): string {
  const place = JSON.stringify([asked, range, key === undefined ? null : plainKey(key)]);
  return Buffer.from(place).toString('base64');
}

/** Refuses what is no token, and one of another statement. */
export function readToken(token: string, asked: string): PlaceInSelect {
  const place = parsed(token);
  if (place === undefined) return invalid('Invalid NextToken');
  if (place.asked !== asked) return invalid('NextToken does not match request');
  return { range: place.range, ...(place.key === undefined ? {} : { key: place.key }) };
}

type Key = { [name: string]: WireAttributeValue };

function parsed(token: string): { asked: string; range: number; key: Key | undefined } | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    if (!Array.isArray(place)) return undefined;
    const [asked, range, key]: unknown[] = place;
    if (typeof asked !== 'string' || typeof range !== 'number') return undefined;
    return { asked, range, key: typeof key === 'object' && key !== null ? wireKey(key) : undefined };
  } catch {
    return undefined;
  }
}

/** Keys are strings, numbers or bytes; bytes are written in base64. */
function plainKey(key: Key): Record<string, [string, string]> {
  return Object.fromEntries(
    Object.entries(key).map(([name, { S, N, B }]) => [
      name,
      S !== undefined
        ? ['S', S]
        : N !== undefined
          ? ['N', N]
          : ['B', Buffer.from(B ?? []).toString('base64')],
    ]),
  );
}

function wireKey(key: object): Key {
  const entries = Object.entries(key).map(
    ([name, value]: [string, unknown]): [string, WireAttributeValue] => {
      const [type, text]: unknown[] = Array.isArray(value) ? value : [];
      if (typeof text !== 'string') return [name, { S: '' }];
      return [
        name,
        type === 'S' ? { S: text } : type === 'N' ? { N: text } : { B: Buffer.from(text, 'base64') },
      ];
    },
  );
  return Object.fromEntries(entries);
}
