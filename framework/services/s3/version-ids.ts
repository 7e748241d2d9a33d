/**
 * Version ids. Like AWS's they look like chance, tell S3 whether they are its own, and where among its writes they
 * stand: a made-up one is invalid rather than not found, and a listing goes on behind one that has been deleted.
 */
import { createHash } from 'node:crypto';
import type { Bucket, S3Call } from './state';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';
const FORM = /^([A-Za-z0-9._]{20})([A-Za-z0-9._]{8})([A-Za-z0-9._]{4})$/;
const sequenceLength = 8;

/** Letters that follow from a text. */
function lettersOf(text: string, length: number): number[] {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length }, (_, index) => (digest[index] ?? 0) % ALPHABET.length);
}

const written = (letters: readonly number[]): string =>
  letters.map((letter) => ALPHABET.charAt(letter)).join('');

/** The write's number is hidden under letters that the random part gives. */
export function newVersionId(bucket: Bucket, sequence: number, call: S3Call): string {
  if (bucket.versioning !== 'Enabled') return 'null';
  const start = call.random('version id').text(20, ALPHABET);
  let rest = sequence;
  const hidden = lettersOf(start, sequenceLength).map((mask) => {
    const letter = (rest + mask) % ALPHABET.length;
    rest = Math.floor(rest / ALPHABET.length);
    return letter;
  });
  const body = `${start}${written(hidden)}`;
  return `${body}${written(lettersOf(body, 4))}`;
}

/** Whether a text is a version id at all; the others are refused as invalid rather than not found. */
export const isVersionId = (text: string): boolean => text === 'null' || sequenceOf(text) !== undefined;

/** The number of the write that a version id was made for; undefined for the null version and made-up ids. */
export function sequenceOf(versionId: string): number | undefined {
  const [, start = '', hidden = '', check] = FORM.exec(versionId) ?? [];
  if (check === undefined || written(lettersOf(`${start}${hidden}`, 4)) !== check) return undefined;
  const masks = lettersOf(start, sequenceLength);
  let sequence = 0;
  for (let at = sequenceLength - 1; at >= 0; at--) {
    const letter =
      (ALPHABET.indexOf(hidden.charAt(at)) - (masks[at] ?? 0) + ALPHABET.length) % ALPHABET.length;
    sequence = sequence * ALPHABET.length + letter;
  }
  return sequence;
}
