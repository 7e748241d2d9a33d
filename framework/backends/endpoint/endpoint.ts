import { hostname } from 'node:os';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { real, StormError, Trace } from '../../kernel';
import type { HttpRequest } from '../../cloud/protocols';
import type { Abilities } from '../abilities';
import type { Backend } from '../backend';
import { cross, type Way } from '../proxy/crossing';
import { Injector } from '../proxy/injector';
import { currentWork } from '../work';
import { requestHandler, type RequestHandler } from '../request-handler';
import { senderHeaders } from '../serve/sender';
import { isAlive } from '../localstack/leftovers';
import { Inside } from './inside';
import { Invocations } from '../proxy/invocations';
import { sendTo } from './http';
import { productAbilities, type Product } from './products';
import { untilQuiet } from './quiet';
import { untilReady } from './ready';

export interface EndpointOptions {
  /** What it is called in messages; by default its address. */
  name?: string;
  region?: string;
  seed?: string;
  /** How long it may take to answer for the first time. */
  readyWithinMs?: number;
  /** Nothing must have changed for so long for it to be at rest. */
  quietMs?: number;
  /** The longest that it is given to come to rest, in real time. */
  settleMaxMs?: number;
  /** The address under which function code of this cloud reaches this machine; '127.0.0.1' by default. */
  hostForFunctions?: string;
  say?: (line: string) => void;
  /** What goes when the cloud is closed: its container. */
  onClose?: () => Promise<void>;
}

/** As on the embedded cloud. */
const settleMaxVirtualMs = 24 * 3_600_000;
const defaults = { readyWithinMs: 10_000, quietMs: 2000, settleMaxMs: 60_000 };

/**
 * A cloud at a URL: real time, real HTTP. What it can't do is declared in `can`, by what answers there.
 */
export class Endpoint implements Backend {
  readonly can: Abilities;
  readonly pace = { minDelay: 0.2, maxDelay: 2 };
  readonly requestHandler: RequestHandler;
  readonly injector: Injector;
  readonly trace = new Trace();
  readonly invocations: Invocations;
  private calls = 0;

  private constructor(
    readonly name: string,
    readonly url: URL,
    readonly product: Product,
    readonly accountId: string,
    readonly region: string,
    /** Of a cloud of our own: what other clouds let nobody do. */
    readonly inside: Inside | undefined,
    private readonly options: EndpointOptions,
  ) {
    this.can = { ...productAbilities[product] };
    // An older version, which can't be told what to do.
    if (inside === undefined && product === 'stormproof') Object.assign(this.can, closed);
    this.injector = new Injector(options.seed ?? '0', () => this.nowMs());
    this.requestHandler = requestHandler(() => {
      const nth = ++this.calls;
      const work = currentWork();
      return { send: (wire) => this.send(wire, nth, work), abandon: () => undefined };
    });
    this.invocations = new Invocations(this, options.hostForFunctions ?? '127.0.0.1');
  }

  /** Waits until the cloud at the URL is ready, and asks it whose account it is. */
  static async connect(address: string, options: EndpointOptions = {}): Promise<Endpoint> {
    const url = urlOf(address);
    const { name = url.origin, region = 'us-east-1', readyWithinMs = defaults.readyWithinMs } = options;
    const product = await untilReady(url, name, readyWithinMs);
    const inside = product === 'stormproof' ? await enter(url, options.say) : undefined;
    const accountId = await accountOf(url, region, name);
    return new Endpoint(name, url, product, accountId, region, inside, options);
  }

  /** What SDK clients take as their endpoint. */
  get endpoint(): string {
    return this.url.origin;
  }

  get way(): Way {
    return {
      injector: this.injector,
      send: (wire) => sendTo(this.url, wire),
      trace: (entry) => this.trace.add(this.nowMs(), entry),
    };
  }

  nowMs(): number {
    return this.inside?.nowMs ?? real.dateMs();
  }

  /** Code runs as it is: time is the machine's. */
  play<T>(body: () => Promise<T>): Promise<T> {
    return body();
  }

  /** Waits until nothing changes any more: no message in flight, no call of function code, nothing in `alsoSeen`. */
  async settle(
    withinMs = Infinity,
    alsoSeen: () => Promise<string> = () => Promise.resolve(''),
  ): Promise<void> {
    if (this.inside !== undefined) return this.inside.settle(Math.min(withinMs, settleMaxVirtualMs));
    const {
      quietMs = defaults.quietMs,
      settleMaxMs = defaults.settleMaxMs,
      say = () => undefined,
    } = this.options;
    const sqs = new SQS(this.clientConfig());
    const boundMs = Math.min(withinMs, settleMaxMs);
    const isQuiet = await untilQuiet({
      cloud: this.name,
      quietMs,
      withinMs: boundMs,
      say,
      look: async () => {
        const { seen, inFlight } = await queuesOf(sqs);
        const running = this.invocations.running;
        const what = [
          ...(inFlight > 0 ? [`${inFlight} messages in flight`] : []),
          ...(running > 0 ? [`${running} invocations under way`] : []),
        ];
        return {
          seen: `${seen} ${this.invocations.activity} ${await alsoSeen()}`,
          ...(what.length === 0 ? {} : { busy: what.join(', ') }),
        };
      },
    });
    sqs.destroy();
    if (isQuiet) return;
    throw new StormError(
      'STORM_NEVER_SETTLES',
      `${this.name} did not come to rest within ${boundMs / 1000} s of real time.`,
      { fix: 'look for a retry without an end, or allow more time' },
    );
  }

  /** Moves the clock of a cloud of our own; others have none that could be moved. */
  async advance(spanMs: number): Promise<void> {
    if (this.inside !== undefined) return this.inside.advance(spanMs);
    throw new StormError(
      'STORM_CLOUD_LACKS',
      `The clock of ${this.name} can't be moved: it has no virtual time.`,
    );
  }

  async close(): Promise<void> {
    await this.invocations.close();
    await this.options.onClose?.();
  }

  /** For calls that are the harness's own: they are not traced, and no fault hits them. */
  clientConfig(): ReturnType<typeof configOf> {
    return configOf(this.url, this.region, this.accountId);
  }

  private async send(wire: HttpRequest, nth: number, work: string | undefined): ReturnType<Way['send']> {
    if (this.inside !== undefined) {
      await this.inside.ready();
      return sendTo(this.url, { ...wire, headers: { ...wire.headers, ...senderHeaders(nth, work) } });
    }
    const arrived = await cross(wire, { task: 'scenario', nth, work }, this.way);
    if (typeof arrived !== 'string') return arrived;
    throw Object.assign(new Error(arrived === 'reset' ? 'read ECONNRESET' : 'No answer came.'), {
      code: arrived === 'reset' ? 'ECONNRESET' : 'ETIMEDOUT',
    });
  }
}

const closed = { virtualTime: false, faults: false, trace: false };

/** The inside of a cloud of our own, without faults that runs which died have left there. */
async function enter(url: URL, say: (line: string) => void = () => undefined): Promise<Inside | undefined> {
  const inside = await Inside.enter(url, `${hostname()}:${process.pid}`);
  for (const owner of (await inside?.clearOf(isDeadHere)) ?? [])
    say(`ended the faults of ${owner}, a run that died`);
  return inside;
}

/** Whether an owner, 'host:pid', is a process of this machine that is no more. */
function isDeadHere(owner: string): boolean {
  const [host, pid] = owner.split(/:(?=\d+$)/);
  return host === hostname() && !isAlive(Number(pid));
}

function configOf(url: URL, region: string, accessKeyId: string) {
  return {
    region,
    endpoint: url.origin,
    credentials: { accessKeyId, secretAccessKey: 'test' },
    useQueueUrlAsEndpoint: false,
    forcePathStyle: true,
  };
}

function urlOf(address: string): URL {
  const url = URL.parse(address);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new StormError('STORM_BAD_INPUT', `'${address}' is no address of a cloud.`, {
    fix: "give one such as http://127.0.0.1:4566, or 'embedded', 'localstack', 'compose'",
  });
}

/** The account that made-up credentials stand for there. */
async function accountOf(url: URL, region: string, name: string): Promise<string> {
  const sts = new STS(configOf(url, region, '000000000000'));
  try {
    const { Account = '000000000000' } = await sts.getCallerIdentity({});
    return Account;
  } catch (cause) {
    throw new StormError(
      'STORM_CLOUD_UNREACHABLE',
      `${name} answers on ${url.origin}, but not as AWS does: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { fix: 'check that a cloud listens on that port, and not something else', cause },
    );
  } finally {
    sts.destroy();
  }
}

/** The depths of all queues; messages in flight or delayed are work that goes on. */
async function queuesOf(sqs: SQS): Promise<{ seen: string; inFlight: number }> {
  const { QueueUrls = [] } = await sqs.listQueues({});
  let inFlight = 0;
  const seen: string[] = [];
  for (const QueueUrl of QueueUrls) {
    const { Attributes = {} } = await sqs
      .getQueueAttributes({
        QueueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      })
      // It may have been deleted since it was listed.
      .catch(() => ({ Attributes: {} as Record<string, string> }));
    inFlight += Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0);
    inFlight += Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0);
    seen.push(`${QueueUrl} ${Attributes['ApproximateNumberOfMessages'] ?? ''}`);
  }
  return { seen: seen.join('\n'), inFlight };
}
