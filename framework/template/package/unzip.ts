import { inflateSync } from 'fflate';
import type { ArchiveFile } from './zip';

/** How much an archive may hold. */
export interface ArchiveLimits {
  totalBytes: number;
  files: number;
}

/** An archive is refused; says which entry and why. */
export class ArchiveError extends Error {
  constructor(
    readonly reason: string,
    readonly entry?: string,
  ) {
    super(entry === undefined ? reason : `${entry}: ${reason}`);
    this.name = 'ArchiveError';
  }
}

interface Entry {
  name: string;
  compressedSize: number;
  size: number;
  crc: number;
  method: number;
  mode: number;
  offset: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const endLength = 22;
const localHeaderLength = 30;
const commentMax = 0xffff;
const symbolicLink = 0o120000;
const regularFile = 0o100000;
const fileType = 0o170000;

/**
 * Unpacks a zip as Lambda would, and refuses what could write outside its folder or fill the memory.
 *
 * The directory at the end of the archive counts, as it does for Info-ZIP; an entry is inflated into no more room
 * than it declares, so a bomb costs nothing. Folders are left out of the result.
 */
export function unzip(bytes: Uint8Array, limits: ArchiveLimits): ArchiveFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directory(bytes, view, limits);
  const seen = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    checkEntry(entry);
    const name = entry.name.toLowerCase();
    if (seen.has(name)) throw new ArchiveError('stands twice in the archive', entry.name);
    seen.add(name);
    total += entry.size;
    if (total > limits.totalBytes) {
      throw new ArchiveError(`unpacked, the archive is larger than ${limits.totalBytes} bytes`, entry.name);
    }
  }
  checkOverlap(entries);
  return entries.flatMap((entry) => {
    if (entry.name.endsWith('/')) return [];
    return [{ path: entry.name, bytes: unpack(bytes, view, entry), executable: (entry.mode & 0o111) !== 0 }];
  });
}

/** Entries that share their data can hold far more than the archive's size lets expect. */
function checkOverlap(entries: readonly Entry[]): void {
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) throw new ArchiveError('overlaps another entry', entry.name);
    end = entry.offset + localHeaderLength + entry.compressedSize;
  }
}

function directory(bytes: Uint8Array, view: DataView, limits: ArchiveLimits): Entry[] {
  const end = endOf(view);
  if (end === undefined) throw new ArchiveError('is not a zip archive');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new ArchiveError('zip64 archives are not read');
  if (count > limits.files) throw new ArchiveError(`holds ${count} files, more than ${limits.files}`);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== directoryEntry)
      throw new ArchiveError('its directory is damaged');
    const nameLength = view.getUint16(at + 28, true);
    const nameEnd = at + 46 + nameLength;
    if (nameEnd > end) throw new ArchiveError('its directory is damaged');
    const name = decodeName(bytes.subarray(at + 46, nameEnd));
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new ArchiveError('is encrypted', name);
    const madeBy = view.getUint8(at + 5);
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      mode: madeBy === 3 ? view.getUint32(at + 38, true) >>> 16 : 0,
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOf(view: DataView): number | undefined {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - commentMax); at--) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  return undefined;
}

function decodeName(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function checkEntry(entry: Entry): void {
  const { name, mode } = entry;
  const parts = name.split('/');
  if (name === '') throw new ArchiveError('an entry has no name');
  if (/[\0\\]/.test(name)) throw new ArchiveError('its name holds a backslash or a zero byte', name);
  if (name.startsWith('/')) throw new ArchiveError('is an absolute path', name);
  if (/^[A-Za-z]:/.test(name)) throw new ArchiveError('begins with a drive letter', name);
  if (parts.includes('..')) throw new ArchiveError('leaves the folder it is unpacked into', name);
  if ((mode & fileType) === symbolicLink) throw new ArchiveError('is a symbolic link', name);
  if (entry.method !== 0 && entry.method !== 8) {
    throw new ArchiveError(`is packed by method ${entry.method}, only stored and deflate are read`, name);
  }
  const type = mode & fileType;
  const isOdd = type !== 0 && type !== regularFile && !name.endsWith('/');
  if (isOdd) throw new ArchiveError('is neither a file nor a folder', name);
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { offset, name } = entry;
  if (offset + localHeaderLength > bytes.length || view.getUint32(offset, true) !== localEntry) {
    throw new ArchiveError('has no header', name);
  }
  const start =
    offset + localHeaderLength + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = bytes.subarray(start, start + entry.compressedSize);
  if (packed.length !== entry.compressedSize) throw new ArchiveError('is cut off', name);
  const content = entry.method === 0 ? packed.slice() : inflated(packed, entry);
  if (content.length !== entry.size)
    throw new ArchiveError(`is not the ${entry.size} bytes it says it is`, name);
  if (crc32(content) !== entry.crc) throw new ArchiveError('its checksum does not match', name);
  return content;
}

/** One byte more than declared, so that an entry that lies about its size shows. */
function inflated(packed: Uint8Array, entry: Entry): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(entry.size + 1) });
  } catch {
    throw new ArchiveError('its compressed data is damaged', entry.name);
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
