/** Requests of services to services: answered at once, or by a step of their own. */
import type { Json } from '../kernel';
import type { Engine } from './engine';
import { AwsError } from './error';
import type { Exchange, Origin } from './exchange';
import type { Principal } from './iam';
import { run } from './pipeline';
import { servicePrincipal, type AskOptions, type ServiceName } from './service';

/** The service that asks, and where it is. */
export type Asker = Origin & { accountId: string; region: string; accessKeyId?: string };

/** How a request came out, as data: bytes are blob ids, moments are milliseconds. */
export type AnswerData =
  | { readonly output: Json; readonly error?: never }
  | { readonly error: { readonly code: string; readonly message: string; readonly status?: number } };

export interface AskLaterOptions extends AskOptions {
  /** Which of the asking service's `later` handlers takes the answer, and what it gets beside it. */
  answerTo: { kind: string; payload: { readonly [key: string]: Json } };
}

/** Who asks and as whom. */
export interface Asking {
  from: Asker;
  passed: AskOptions & { as: Principal };
}

/** What a service's own request takes along from the exchange that it works on. */
export function askingOf(
  exchange: Exchange,
  service: ServiceName,
  cause: number,
  options: AskOptions,
): Asking {
  const { accountId, region, principal, accessKeyId, origin } = exchange;
  const as = options.as ?? servicePrincipal(service, accountId);
  const isCallers = as === principal;
  const from = {
    task: service,
    cause,
    accountId,
    region,
    ...(origin.work === undefined ? {} : { work: origin.work }),
    // On behalf of the caller: its session policies go with its key, and on whose behalf it asks.
    ...(isCallers && accessKeyId !== undefined ? { accessKeyId } : {}),
  };
  return { from, passed: { ...(isCallers ? sourceOf(exchange) : {}), ...options, as } };
}

function sourceOf({ context }: Exchange): Pick<AskOptions, 'sourceArn' | 'sourceAccount'> {
  const { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': sourceAccount } = context;
  return {
    ...(typeof sourceArn === 'string' ? { sourceArn } : {}),
    ...(typeof sourceAccount === 'string' ? { sourceAccount } : {}),
  };
}

/** A request of a service on its way into the pipeline. */
export function exchangeOf(
  from: Asker,
  service: ServiceName,
  operation: string,
  input: object,
  options: AskOptions & { as: Principal; requestId: string },
): Exchange {
  return {
    origin: from,
    requestId: options.requestId,
    serviceName: service,
    operation: operation.charAt(0).toUpperCase() + operation.slice(1),
    input,
    principal: options.as,
    ...(from.accessKeyId === undefined ? {} : { accessKeyId: from.accessKeyId }),
    accountId: options.accountId ?? from.accountId,
    region: options.region ?? from.region,
    context: sourceContext(options),
    ...(options.traceHeader === undefined ? {} : { traceHeader: options.traceHeader }),
    accesses: [],
    entry: 0,
  };
}

/**
 * Sends a request whose answer becomes a step of the asking service, whether it comes at once or after hours.
 *
 * Like every parked request it is under way until then: such a world can't be forked or saved.
 */
export function askLater(
  engine: Engine,
  from: Asker,
  request: { service: ServiceName; operation: string; input: object },
  options: AskLaterOptions & { as: Principal },
): void {
  const { answerTo, ...rest } = options;
  const requestId = engine.newRequestId();
  const exchange = exchangeOf(from, request.service, request.operation, request.input, {
    ...rest,
    requestId,
  });
  exchange.onEnd = () => {
    engine.world.timers.add({
      atMs: engine.world.nowMs,
      work: true,
      owner: { service: from.task, accountId: from.accountId, region: from.region },
      kind: answerTo.kind,
      payload: { ...answerTo.payload, answer: answerData(exchange, engine) },
      cause: exchange.entry,
    });
  };
  run(exchange, engine);
}

function answerData({ output, error }: Exchange, engine: Engine): AnswerData {
  if (error === undefined) return { output: toData(output ?? {}, engine) };
  const { code, message } = error;
  const status = error instanceof AwsError ? error.status : undefined;
  return { error: { code, message, ...(status === undefined ? {} : { status }) } };
}

const bytesKey = '$blob';
const momentKey = '$ms';

function toData(value: unknown, engine: Engine): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof Uint8Array) return { [bytesKey]: engine.world.blobs.put(value) };
  if (value instanceof Date) return { [momentKey]: value.getTime() };
  if (Array.isArray(value)) return value.map((element) => toData(element, engine));
  if (typeof value !== 'object') throw new TypeError(`An answer holds ${typeof value}`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toData(member, engine)]));
}

/**
 * The output that `askLater` made into data, as JSON text and how to read it; throws the error that the request was
 * refused with.
 */
export function answerText(
  answer: AnswerData,
  blob: (id: string) => Uint8Array,
): [text: string, revive: (name: string, value: unknown) => unknown] {
  if (answer.error !== undefined) {
    const { code, message, status } = answer.error;
    throw new AwsError(code, message, status === undefined ? {} : { status });
  }
  return [JSON.stringify(answer.output), (_, value) => revived(value, blob)];
}

function revived(value: unknown, blob: (id: string) => Uint8Array): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const id: unknown = Reflect.get(value, bytesKey);
  const ms: unknown = Reflect.get(value, momentKey);
  if (typeof id === 'string') return blob(id);
  return typeof ms === 'number' ? new Date(ms) : value;
}

function sourceContext(options: AskOptions): Exchange['context'] {
  const context: Exchange['context'] = {};
  if (options.sourceArn !== undefined) context['aws:sourcearn'] = options.sourceArn;
  if (options.sourceAccount !== undefined) context['aws:sourceaccount'] = options.sourceAccount;
  return context;
}
