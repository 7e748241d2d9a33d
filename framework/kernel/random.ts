/** One stream of chance: four words of state, so that it can be saved, forked and recorded as plain data. */
export type RandomState = readonly [number, number, number, number];

/** Mixes texts into four words; equal texts give equal words on every machine. */
export function mix(...parts: readonly string[]): RandomState {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i);
      a = b ^ Math.imul(a ^ unit, 0x2545f491);
      b = c ^ Math.imul(b ^ unit, 0x5bd1e995);
      c = d ^ Math.imul(c ^ unit, 0x1b873593);
      d = a ^ Math.imul(d ^ unit, 0xcc9e2d51);
    }
    // A mark between the parts, so that ('ab','c') and ('a','bc') differ.
    a = Math.imul(a ^ 0x1ff, 0x85ebca6b) ^ (d >>> 13);
    c = Math.imul(c ^ part.length, 0xc2b2ae35) ^ (b >>> 15);
  }
  a ^= b >>> 11;
  b ^= c >>> 9;
  c ^= d >>> 7;
  d ^= a >>> 16;
  return [finish(a), finish(b), finish(c), finish(d ^ 1)];
}

/** Eight hexadecimal digits that tell texts apart: for names, not for secrets. */
export function mixText(text: string): string {
  return mix(text)[0].toString(16).padStart(8, '0');
}

function finish(word: number): number {
  let w = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  w = Math.imul(w ^ (w >>> 15), 0x2c1b3c6d);
  return (w ^ (w >>> 16)) >>> 0;
}

/** A stream of pseudo-random numbers (sfc32). All chance in the program comes out of one of these. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(state: RandomState) {
    [this.a, this.b, this.c, this.d] = state;
  }

  /** A stream begun from texts: warmed up, because the first words of sfc32 still resemble its seed. */
  static from(...parts: readonly string[]): Random {
    const random = new Random(mix(...parts));
    for (let i = 0; i < 12; i++) random.word();
    return random;
  }

  /** The state, to be saved; a stream made of it goes on where this one stands. */
  get state(): RandomState {
    return [this.a, this.b, this.c, this.d];
  }

  /** 32 random bits as an integer of 0 and more. */
  word(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return limit <= 1 ? 0 : Math.floor(this.unit() * limit);
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** A number from 0 (included) to 1 (excluded), with 53 bits. */
  unit(): number {
    return ((this.word() >>> 5) * 0x4000000 + (this.word() >>> 6)) / 0x20000000000000;
  }

  /** `digits` hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += hexOf(this.word());
    return text.length === digits ? text : text.slice(0, digits);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = hexOf(this.word());
    const b = this.word();
    // The version stands in place of a digit, the variant in the first two bits of the next one.
    const versioned = hexOf(((b & 0xffff0000) | 0x4000 | (b & 0xfff)) >>> 0);
    const varied = hexOf(((this.word() & 0x3fffffff) | 0x80000000) >>> 0);
    const d = hexOf(this.word());
    return `${a}-${versioned.slice(0, 4)}-${versioned.slice(4)}-${varied.slice(0, 4)}-${varied.slice(4)}${d}`;
  }

  /** `length` characters drawn from `alphabet`. */
  text(length: number, alphabet: string): string {
    if (alphabet === '') return '';
    let text = '';
    while (text.length < length) {
      const codes: number[] = [];
      const end = Math.min(length - text.length, 512);
      for (let i = 0; i < end; i++) codes.push(alphabet.charCodeAt(this.below(alphabet.length)));
      text += String.fromCharCode(...codes);
    }
    return text;
  }
}

const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Eight hexadecimal digits of a word. */
function hexOf(word: number): string {
  const [a, b] = [hexOfByte[word >>> 24] ?? '', hexOfByte[(word >>> 16) & 255] ?? ''];
  return a + b + (hexOfByte[(word >>> 8) & 255] ?? '') + (hexOfByte[word & 255] ?? '');
}
