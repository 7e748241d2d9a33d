import { createHash } from 'node:crypto';

// The state of sfc32: small, fast, and far longer than any run; secrecy is no concern here.
const state = new Uint32Array(4);
let drawn = 0;

/** Seeds all chance of this environment. */
export function seedChance(seed: string): void {
  const digest = createHash('sha256').update(seed).digest();
  for (let index = 0; index < 4; index++) state[index] = digest.readUInt32LE(index * 4);
  for (let round = 0; round < 16; round++) nextUint32();
}

/** How often chance was asked so far. */
export function drawCount(): number {
  return drawn;
}

/** The next 32 bits. */
export function nextUint32(): number {
  drawn++;
  const [a = 0, b = 0, c = 0, counter = 0] = state;
  const sum = (a + b + counter) | 0;
  state[3] = counter + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = ((c << 21) | (c >>> 11)) + sum;
  return sum >>> 0;
}

/** A number in [0, 1) with 53 random bits. */
export function nextFraction(): number {
  return ((nextUint32() >>> 5) * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53;
}

/** Fills bytes in place. */
export function fillBytes(bytes: Uint8Array): void {
  let word = 0;
  for (let index = 0; index < bytes.length; index++) {
    if (index % 4 === 0) word = nextUint32();
    bytes[index] = word & 0xff;
    word >>>= 8;
  }
}

/** Fresh bytes. */
export function nextBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  fillBytes(bytes);
  return bytes;
}

/** A whole number in [low, high), without bias. */
export function nextInteger(low: number, high: number): number {
  const range = high - low;
  const limit = 2 ** 48 - (2 ** 48 % range);
  for (;;) {
    const drawn = nextBytes(6).readUIntBE(0, 6);
    if (drawn < limit) return low + (drawn % range);
  }
}

/** A version 4 UUID. */
export function nextUuid(): string {
  const bytes = nextBytes(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
