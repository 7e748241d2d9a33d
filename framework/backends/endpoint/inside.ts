import type { Armed, Fault } from '../../faults';
import { real, stormErrorCodes, StormError, type TraceEntry } from '../../kernel';
import { sendTo } from './http';

/** A fault in a cloud of our own, as the runner of a scenario holds it. */
interface Held extends Armed {
  fired: number;
}

interface Clock {
  nowMs: number;
  speed: number;
  /** How many entries its trace has. */
  entries: number;
}

/** What the runner of a scenario reaches inside of a cloud of our own that is served: faults, time, and the trace. */
export class Inside {
  private readonly held = new Map<string, Held>();
  /** What was told to the cloud and not answered yet, in order. */
  private told: Promise<void> = Promise.resolve();
  private clock: Clock & { readAtMs: number };

  private constructor(
    private readonly url: URL,
    /** Names this process to the next one, should it die. */
    private readonly owner: string,
    clock: Clock,
  ) {
    this.clock = { ...clock, readAtMs: real.nowMs() };
  }

  /** Undefined where the cloud is of a version that lets nobody in. */
  static async enter(url: URL, owner: string): Promise<Inside | undefined> {
    const { status } = await ask(url, 'GET', '/_stormproof/faults');
    if (status !== 200) return undefined;
    return new Inside(url, owner, readClock((await ask(url, 'GET', '/_stormproof/clock')).text));
  }

  /** The cloud's time, by its last answer and what has passed since. */
  get nowMs(): number {
    const { nowMs, speed, readAtMs } = this.clock;
    return Math.floor(nowMs + (real.nowMs() - readAtMs) * speed);
  }

  /** How many entries the trace had when the clock was read last. */
  get entries(): number {
    return this.clock.entries;
  }

  /** Waits until all that was told so far has taken effect; whoever sends a request waits for it. */
  async ready(): Promise<void> {
    await this.told;
  }

  /** Injects a fault; it is in effect before the next request is sent. */
  inject(fault: Fault, id: string, seed: string, names: Readonly<Record<string, string>>): Armed {
    const held: Held = {
      id,
      title: fault.title,
      fault,
      fired: 0,
      untilMs: undefined,
      tookEffect: () => undefined,
    };
    this.held.set(id, held);
    const { kind, dose: options } = fault;
    this.tell('POST', '/_stormproof/faults', { id, kind, options, seed, names, owner: this.owner });
    return held;
  }

  lift(id: string): void {
    this.tell('DELETE', '/_stormproof/faults', { id });
  }

  mark(name: string): void {
    this.tell('POST', '/_stormproof/trace', { mark: name });
  }

  /** Ends and forgets all faults of this process. */
  async clear(): Promise<void> {
    this.held.clear();
    this.tell('DELETE', '/_stormproof/faults', { owner: this.owner, forget: true });
    await this.ready();
  }

  /** Ends the faults of runs that died, by the owners that they had; answers whose they were. */
  async clearOf(isDead: (owner: string) => boolean): Promise<string[]> {
    const owners = new Set((await this.faults()).map(({ owner }) => owner).filter(isDead));
    for (const owner of owners) await this.order('DELETE', '/_stormproof/faults', { owner, forget: true });
    return [...owners];
  }

  async advance(spanMs: number): Promise<void> {
    await this.move('/_stormproof/clock', { advance: spanMs });
  }

  /** Until no work is left; where it says so, no further than the windows of the faults go. */
  async settle(withinMs: number, or?: 'faults over'): Promise<void> {
    await this.move('/_stormproof/settle', { within: withinMs, ...(or === undefined ? {} : { or }) });
  }

  async readClock(): Promise<void> {
    await this.ready();
    this.clock = { ...readClock(await this.order('GET', '/_stormproof/clock')), readAtMs: real.nowMs() };
  }

  /** What happened after an entry of the trace, all of it. */
  async traceAfter(entry: number): Promise<TraceEntry[]> {
    await this.ready();
    const text = await this.order('GET', `/_stormproof/trace?after=${entry}`);
    const [, ...lines] = text.split('\n').filter((line) => line !== '');
    return lines.map((line): TraceEntry => JSON.parse(line));
  }

  private async move(path: string, body: object): Promise<void> {
    await this.ready();
    this.clock = { ...readClock(await this.order('POST', path, body)), readAtMs: real.nowMs() };
    for (const { id, fired } of await this.faults()) {
      const held = this.held.get(id);
      if (held !== undefined) held.fired = fired;
    }
  }

  private async faults(): Promise<{ id: string; owner: string; fired: number }[]> {
    const faults: { id: string; owner: string; fired: number }[] = JSON.parse(
      await this.order('GET', '/_stormproof/faults'),
    );
    return faults;
  }

  /** One after the other; a refusal is met by whoever waits for the next request. */
  private tell(method: string, path: string, body: object): void {
    this.told = this.told.then(async () => void (await this.order(method, path, body)));
    this.told.catch(() => undefined);
  }

  private async order(method: string, path: string, body?: object): Promise<string> {
    const { status, text } = await ask(this.url, method, path, body);
    if (status === 200) return text;
    throw refusal(text, this.url);
  }
}

async function ask(
  url: URL,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; text: string }> {
  const answer = await sendTo(url, {
    method,
    host: url.host,
    path,
    headers: { host: url.host, 'content-type': 'application/json' },
    body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)),
  });
  return { status: answer.status, text: Buffer.from(answer.body).toString('utf8') };
}

function readClock(text: string): Clock {
  const clock: Clock = JSON.parse(text);
  return clock;
}

/** The cloud's own refusal, with its code. */
function refusal(text: string, url: URL): StormError {
  const { code, message = text } = parsed(text);
  const known = stormErrorCodes.find((one) => one === code) ?? 'STORM_BAD_INPUT';
  return new StormError(known, `${url.origin} says: ${message.replace(/^STORM_[A-Z_]+ +/, '')}`);
}

function parsed(text: string): { code?: string; message?: string } {
  try {
    const value: { code?: string; message?: string } = JSON.parse(text);
    return value;
  } catch {
    return {};
  }
}
