const LOCK = 0;
const END = 1;
const HEADER_BYTES = 8;
const PREFIX_BYTES = 8;
// Address space only: the system gives memory to the pages that are written.
const SHELF_BYTES = 64 * 1024 * 1024;

/**
 * Shared memory in which workers leave for each other what is the same in all of them: sources and compiled code of
 * the runtime's own packages, and where these resolve.
 *
 * A log that only grows. Nothing in it changes what a worker does, only how soon.
 */
export interface Shelf {
  control: Int32Array;
  bytes: Buffer;
  /** How far this thread has read. */
  read: number;
}

/** One entry of the log: a text and the bytes that belong to it. */
export interface ShelfEntry {
  text: string;
  bytes: Buffer;
}

/** Memory for the shelf of a process. */
export function shelfMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(SHELF_BYTES);
}

/** Opens a shelf over shared memory. */
export function openShelf(memory: SharedArrayBuffer): Shelf {
  return {
    control: new Int32Array(memory, 0, HEADER_BYTES / 4),
    bytes: Buffer.from(memory, HEADER_BYTES),
    read: 0,
  };
}

/** The entries that were added since the last time; their bytes stay shared. */
export function readShelf(shelf: Shelf): ShelfEntry[] {
  const entries: ShelfEntry[] = [];
  const end = Atomics.load(shelf.control, END);
  while (shelf.read < end) {
    const textBytes = shelf.bytes.readUInt32LE(shelf.read);
    const dataBytes = shelf.bytes.readUInt32LE(shelf.read + 4);
    const textAt = shelf.read + PREFIX_BYTES;
    const dataAt = textAt + textBytes;
    shelf.read = dataAt + dataBytes;
    entries.push({
      text: shelf.bytes.toString('utf8', textAt, dataAt),
      bytes: shelf.bytes.subarray(dataAt, shelf.read),
    });
  }
  return entries;
}

/** Adds an entry; left out when another worker writes at this moment or the shelf is full. */
export function addToShelf({ control, bytes }: Shelf, text: string, parts: readonly Uint8Array[]): void {
  if (Atomics.compareExchange(control, LOCK, 0, 1) !== 0) return;
  const start = Atomics.load(control, END);
  const textBytes = Buffer.byteLength(text);
  const dataBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const end = start + PREFIX_BYTES + textBytes + dataBytes;
  if (end <= bytes.length) {
    bytes.writeUInt32LE(textBytes, start);
    bytes.writeUInt32LE(dataBytes, start + 4);
    bytes.write(text, start + PREFIX_BYTES);
    let offset = start + PREFIX_BYTES + textBytes;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    Atomics.store(control, END, end);
  }
  Atomics.store(control, LOCK, 0);
}
