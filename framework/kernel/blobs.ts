import { hash } from 'node:crypto';

/** The lower-case SHA-256 of bytes or of a text's UTF-8, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content);
}

/**
 * Immutable bytes kept by their content, so that all forks of a world share them and state holds only their ids.
 *
 * Equal bytes are kept once. The id is the SHA-256 of the content.
 */
export class Blobs {
  private readonly contents = new Map<string, Uint8Array>();

  /** Keeps the bytes (a copy is not made: whoever hands them over must not change them) and answers their id. */
  put(bytes: Uint8Array): string {
    const id = sha256(bytes);
    if (!this.contents.has(id)) this.contents.set(id, bytes);
    return id;
  }

  get(id: string): Uint8Array {
    const bytes = this.contents.get(id);
    if (bytes === undefined)
      throw new RangeError(`No blob ${id}: state names bytes that this world never stored.`);
    return bytes;
  }

  save(): Record<string, string> {
    const saved: Record<string, string> = {};
    for (const [id, bytes] of this.contents) saved[id] = Buffer.from(bytes).toString('base64');
    return saved;
  }

  static load(saved: Record<string, string>): Blobs {
    const blobs = new Blobs();
    for (const base64 of Object.values(saved)) blobs.put(Buffer.from(base64, 'base64'));
    return blobs;
  }
}
