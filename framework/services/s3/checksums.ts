import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from './state';

/** A checksum of bytes that come in several stretches. */
interface Running {
  add(bytes: Uint8Array): void;
  digest(): Buffer;
}

const CRC32C_POLYNOMIAL = 0x82f63b78;
/** CRC-64/NVME, reflected; high and low word. */
const CRC64_HIGH = 0x9a6c9329;
const CRC64_LOW = 0xac4bc9b5;

const crc32cTable = new Uint32Array(256);
const crc64High = new Uint32Array(256);
const crc64Low = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let small = byte;
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    small = small & 1 ? (small >>> 1) ^ CRC32C_POLYNOMIAL : small >>> 1;
    const odd = (low & 1) === 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (odd) {
      high ^= CRC64_HIGH;
      low ^= CRC64_LOW;
    }
  }
  crc32cTable[byte] = small;
  crc64High[byte] = high;
  crc64Low[byte] = low;
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
}

function runningCrc32(): Running {
  let value = 0;
  return {
    add: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => words(value),
  };
}

function runningCrc32c(): Running {
  let value = -1;
  return {
    add: (bytes) => {
      for (let i = 0; i < bytes.length; i++) {
        value = (value >>> 8) ^ (crc32cTable[(value ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
      }
    },
    digest: () => words(~value),
  };
}

function runningCrc64(): Running {
  let high = -1;
  let low = -1;
  return {
    add: (bytes) => {
      for (let i = 0; i < bytes.length; i++) {
        const index = (low ^ (bytes[i] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (crc64Low[index] ?? 0);
        high = (high >>> 8) ^ (crc64High[index] ?? 0);
      }
    },
    digest: () => words(~high, ~low),
  };
}

function runningHash(name: string): Running {
  const hash = createHash(name);
  return { add: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

const running: Record<ChecksumAlgorithm, () => Running> = {
  CRC32: runningCrc32,
  CRC32C: runningCrc32c,
  CRC64NVME: runningCrc64,
  SHA1: () => runningHash('sha1'),
  SHA256: () => runningHash('sha256'),
  SHA512: () => runningHash('sha512'),
  MD5: () => runningHash('md5'),
};

export const checksumBytes: Record<ChecksumAlgorithm, number> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
};

/** The checksum of the stretches, one after the other, in base64 as S3 writes it. */
export function checksumOf(algorithm: ChecksumAlgorithm, stretches: Iterable<Uint8Array>): string {
  const sum = running[algorithm]();
  for (const stretch of stretches) sum.add(stretch);
  return sum.digest().toString('base64');
}

/** What makes an ETag: the MD5 in hexadecimal. */
export const md5Hex = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
