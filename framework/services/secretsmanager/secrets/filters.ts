/** Which secrets a list shows, and in what order. */
import type { Filter, SortByType } from '@aws-sdk/client-secrets-manager';
import { invalidParameter } from '../errors';
import type { Secret } from '../state';

export function checkFilter({ Key, Values = [] }: Filter): void {
  if (Key === undefined) throw invalidParameter('Invalid filter key');
  if (Values.length === 0) throw invalidParameter(`Invalid filter values for key: ${Key}`);
}

/** Words end at what is no letter or digit, and begin with each capital after which small letters come. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Each word of the value begins some word of the texts, whatever the case. */
function hasWords(texts: readonly string[], value: string): boolean {
  const words = texts.flatMap((text) => wordsOf(text)).map((word) => word.toLowerCase());
  const wanted = wordsOf(value).map((word) => word.toLowerCase());
  return wanted.length > 0 && wanted.every((begin) => words.some((word) => word.startsWith(begin)));
}

/** Names and tags are told by their beginning, descriptions and `all` by words; `!` before a value turns it round. */
export function passes(secret: Secret, { Key = 'all', Values = [] }: Filter): boolean {
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [secret.name],
    description: secret.description === undefined ? [] : [secret.description],
    'tag-key': Object.keys(secret.tags),
    'tag-value': Object.values(secret.tags),
    'primary-region': [],
    'owning-service': [],
  };
  const found = Key === 'all' ? Object.values(texts).flat() : (texts[Key] ?? []);
  const isByWords = Key === 'all' || Key === 'description';
  return Values.some((value) => {
    const isTurned = value.startsWith('!');
    const wanted = isTurned ? value.slice(1) : value;
    const fits = isByWords ? hasWords(found, wanted) : found.some((text) => text.startsWith(wanted));
    return fits !== isTurned;
  });
}

/** By creation unless asked otherwise; what was never read comes first by its last reading. */
export function inOrder(all: readonly Secret[], by: SortByType | undefined = 'created-date'): Secret[] {
  const created = all.toSorted((one, other) => one.number - other.number);
  if (by === 'created-date') return created;
  if (by === 'name') return created.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const timeOf = ({ changedAtMs, accessedAtMs = 0 }: Secret) =>
    by === 'last-changed-date' ? changedAtMs : accessedAtMs;
  return created.toSorted((one, other) => timeOf(one) - timeOf(other));
}
