const TURN = 0;
const LENGTH = 1;
const MORE = 2;
const ASLEEP = 3;
const HEADER_BYTES = 16;
const CHUNK_BYTES = 256 * 1024;
// A wake-up by the kernel costs some 35 us on each side, on virtual machines often 100 and more; a short step is
// answered sooner, so look a while before sleeping. How long pays depends on the steps and on how busy the machine is,
// so it is learned: looks that were worth it make for more of them, those in vain for half as many. A look takes some
// 20 to 40 ns. Where more threads are awake than processors, looking keeps the others from their work.
const LOOKS_AT_FIRST = 24_000;
const LOOKS_MAX = 48_000;
const LOOKS_MIN = 200;
const LOOKS_PER_COUNT = 64;
// Steps may have become short again without anybody looking.
const WAITS_PER_TRIAL = 64;
// Of the crowd.
const AWAKE = 0;
const PROCESSORS = 1;

/** Who may write into the channel next. */
export const HOST = 0;
export const WORKER = 1;
export type Side = typeof HOST | typeof WORKER;

/** A message: data plus the bytes that JSON would bloat. */
export interface Message<Data> {
  data: Data;
  bodies: Uint8Array[];
}

/**
 * Shared memory through which the host and one worker speak in strict turns.
 *
 * Chosen over a MessagePort: `receiveMessageOnPort` now and then missed a message after a correct wake-up, and a
 * turn through it costs several times as much.
 */
export interface Channel {
  memory: SharedArrayBuffer;
  control: Int32Array;
  bytes: Buffer;
  /** See `crowdMemory`. */
  crowd: Int32Array;
  /** How often to look before sleeping; only a matter of speed. */
  looks: number;
  waits: number;
}

/** Memory for one channel; the host makes it, the worker opens it. */
export function channelMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + CHUNK_BYTES);
}

/** Memory in which all threads of a process count who of them is awake; the host counts itself. */
export function crowdMemory(processors: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(8);
  new Int32Array(memory).set([1, processors]);
  return memory;
}

/** A worker is started, and so awake. */
export function join({ crowd }: Channel): void {
  Atomics.add(crowd, AWAKE, 1);
}

/** A worker is gone for good. */
export function leave({ crowd, control }: Channel): void {
  if (Atomics.load(control, ASLEEP) === 0) Atomics.sub(crowd, AWAKE, 1);
}

/** Opens a channel over shared memory. */
export function openChannel(memory: SharedArrayBuffer, crowd: SharedArrayBuffer): Channel {
  return {
    memory,
    crowd: new Int32Array(crowd),
    control: new Int32Array(memory, 0, HEADER_BYTES / 4),
    bytes: Buffer.from(memory, HEADER_BYTES, CHUNK_BYTES),
    looks: LOOKS_AT_FIRST,
    waits: 0,
  };
}

// Tells the processor that this thread only looks, so that one which shares its core goes on at full speed.
const pause = pauseInstruction();

function pauseInstruction(): () => void {
  // Younger than the compiler's library.
  const found: unknown = Reflect.get(Atomics, 'pause');
  return typeof found === 'function' ? () => found() : () => undefined;
}

/** Waits until it is `side`'s turn, at most `timeoutMs` long; false when the time is over. */
export function awaitTurn(channel: Channel, side: Side, timeoutMs: number): boolean {
  const { control, crowd } = channel;
  if (++channel.waits % WAITS_PER_TRIAL === 0) channel.looks = Math.max(channel.looks, LOOKS_AT_FIRST);
  for (let look = 0; look < channel.looks; look++) {
    if (Atomics.load(control, TURN) === side) {
      channel.looks = Math.min(LOOKS_MAX, channel.looks + (channel.looks >> 1));
      return true;
    }
    if (look % LOOKS_PER_COUNT === 0 && isCrowded(crowd)) return sleep(channel, side, timeoutMs);
    pause();
  }
  channel.looks = Math.max(LOOKS_MIN, channel.looks >> 1);
  return sleep(channel, side, timeoutMs);
}

function isCrowded(crowd: Int32Array): boolean {
  return Atomics.load(crowd, AWAKE) > Atomics.load(crowd, PROCESSORS);
}

function sleep({ control, crowd }: Channel, side: Side, timeoutMs: number): boolean {
  const other = side === HOST ? WORKER : HOST;
  Atomics.sub(crowd, AWAKE, 1);
  if (side === WORKER) Atomics.store(control, ASLEEP, 1);
  try {
    for (;;) {
      const outcome = Atomics.wait(control, TURN, other, timeoutMs);
      if (Atomics.load(control, TURN) === side) return true;
      if (outcome === 'timed-out') return false;
    }
  } finally {
    if (side === WORKER) Atomics.store(control, ASLEEP, 0);
    Atomics.add(crowd, AWAKE, 1);
  }
}

/** Writes a message and passes the turn on; bodies larger than the memory go over in chunks. */
export function send(channel: Channel, from: Side, message: Message<unknown>): void {
  const { bytes, control } = channel;
  const json = JSON.stringify({ data: message.data, sizes: message.bodies.map((body) => body.length) });
  const bodyBytes = message.bodies.reduce((sum, body) => sum + body.length, 0);
  if (4 + json.length * 3 + bodyBytes <= bytes.length) {
    const jsonBytes = bytes.write(json, 4, 'utf8');
    bytes.writeUInt32LE(jsonBytes, 0);
    let offset = 4 + jsonBytes;
    for (const body of message.bodies) {
      bytes.set(body, offset);
      offset += body.length;
    }
    passTurn(control, from, offset, false);
    return;
  }
  const head = Buffer.alloc(4);
  const text = Buffer.from(json, 'utf8');
  head.writeUInt32LE(text.length, 0);
  const whole = Buffer.concat([head, text, ...message.bodies]);
  for (let start = 0; start < whole.length; start += bytes.length) {
    if (start > 0 && !awaitTurn(channel, from, 30_000))
      throw new Error('The other side of the channel is gone');
    const chunk = whole.subarray(start, start + bytes.length);
    bytes.set(chunk, 0);
    passTurn(control, from, chunk.length, start + chunk.length < whole.length);
  }
}

/** Reads the message that waits for `side`, whose turn it must be; it stays `side`'s turn. */
export function receive<Data>(channel: Channel, side: Side): Message<Data> {
  const { bytes, control } = channel;
  const chunks: Buffer[] = [];
  while (Atomics.load(control, MORE) === 1) {
    chunks.push(Buffer.from(bytes.subarray(0, Atomics.load(control, LENGTH))));
    passTurn(control, side, 0, false);
    if (!awaitTurn(channel, side, 30_000)) throw new Error('The other side of the channel is gone');
  }
  const last = bytes.subarray(0, Atomics.load(control, LENGTH));
  return decode<Data>(chunks.length === 0 ? last : Buffer.concat([...chunks, last]));
}

function passTurn(control: Int32Array, from: Side, length: number, more: boolean): void {
  Atomics.store(control, LENGTH, length);
  Atomics.store(control, MORE, more ? 1 : 0);
  Atomics.store(control, TURN, from === HOST ? WORKER : HOST);
  Atomics.notify(control, TURN);
}

function decode<Data>(bytes: Buffer): Message<Data> {
  const jsonBytes = bytes.readUInt32LE(0);
  // Both ends are built from the same sources: the shape is ours.
  const { data, sizes }: { data: Data; sizes: number[] } = JSON.parse(
    bytes.toString('utf8', 4, 4 + jsonBytes),
  );
  let offset = 4 + jsonBytes;
  const bodies = sizes.map((size) => {
    const body = Buffer.from(bytes.subarray(offset, offset + size));
    offset += size;
    return body;
  });
  return { data, bodies };
}
