import type { Message } from '../channel';

const LENGTH_BYTES = 4;

/** A message as bytes: the length of all, the length of the JSON text, the text, the bodies. */
export function frameOf({ data, bodies }: Message<unknown>): Buffer {
  const text = Buffer.from(JSON.stringify({ data, sizes: bodies.map((body) => body.length) }));
  const head = Buffer.alloc(2 * LENGTH_BYTES);
  const size = LENGTH_BYTES + text.length + bodies.reduce((sum, body) => sum + body.length, 0);
  head.writeUInt32LE(size, 0);
  head.writeUInt32LE(text.length, LENGTH_BYTES);
  return Buffer.concat([head, text, ...bodies]);
}

/** Takes messages out of a stream of bytes. */
export class FrameReader<Data> {
  private parts: Buffer[] = [];
  private size = 0;

  /** Takes the next bytes; the messages that they complete. */
  push(bytes: Buffer): Message<Data>[] {
    this.parts.push(bytes);
    this.size += bytes.length;
    const whole: Message<Data>[] = [];
    for (let frame = this.take(); frame !== undefined; frame = this.take()) whole.push(decode<Data>(frame));
    return whole;
  }

  private take(): Buffer | undefined {
    if (this.size < LENGTH_BYTES) return undefined;
    const first = this.joined(LENGTH_BYTES);
    const end = LENGTH_BYTES + first.readUInt32LE(0);
    if (this.size < end) return undefined;
    const all = this.joined(this.size);
    this.parts = [all.subarray(end)];
    this.size -= end;
    return all.subarray(LENGTH_BYTES, end);
  }

  /** The first part, when it is long enough; else all of them as one. */
  private joined(bytes: number): Buffer {
    const [first = Buffer.alloc(0)] = this.parts;
    if (first.length >= bytes) return first;
    const all = Buffer.concat(this.parts);
    this.parts = [all];
    return all;
  }
}

function decode<Data>(frame: Buffer): Message<Data> {
  const end = LENGTH_BYTES + frame.readUInt32LE(0);
  // Both ends are ours: so is the shape.
  const { data, sizes }: { data: Data; sizes: number[] } = JSON.parse(
    frame.toString('utf8', LENGTH_BYTES, end),
  );
  let at = end;
  const bodies = sizes.map((size) => {
    at += size;
    return frame.subarray(at - size, at);
  });
  return { data, bodies };
}
