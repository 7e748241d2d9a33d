import { isWireError, type HttpRequest, type HttpResponse } from '../../cloud/protocols';
import { milliseconds, real, StormError, type Duration, type Json } from '../../kernel';
import { services } from '../../services';
import { version } from '../../version';
import type { CloudServer } from './server';
import { unusedGrants } from './unused';

type Route = (
  body: Json | undefined,
  server: CloudServer,
  query: URLSearchParams,
) => Json | HttpResponse | Promise<Json | HttpResponse>;

const faults: Route = (_, { chaos }) => chaos.faults.map((rule) => ({ ...rule }));
const injected: Route = (_, server) => server.injected.list;
const effects: Route = (_, { chaos }) => ({ latency: 0, ...chaos.effects });

/** Everything under `/_localstack` and `/_stormproof`, by method and path. */
const routes: Readonly<Record<string, Route>> = {
  'GET /_localstack/health': () => ({
    services: Object.fromEntries(services.map(({ name }) => [name, 'running'])),
    edition: 'stormproof',
    version,
  }),
  'GET /_localstack/info': (_, { world }) => ({
    version,
    edition: 'stormproof',
    is_license_activated: false,
    server_time_utc: new Date(world.nowMs).toISOString(),
    uptime: Math.floor(real.nowMs() / 1000),
  }),
  'POST /_localstack/state/reset': async (_, server) => {
    await server.reset();
    return empty(200);
  },
  'GET /_localstack/chaos/faults': faults,
  'POST /_localstack/chaos/faults': changed((body, { chaos }) => chaos.replaceFaults(body ?? []), faults),
  'PATCH /_localstack/chaos/faults': changed((body, { chaos }) => chaos.addFaults(body ?? []), faults),
  'DELETE /_localstack/chaos/faults': changed((body, { chaos }) => chaos.removeFaults(body ?? []), faults),
  'GET /_localstack/chaos/effects': effects,
  'POST /_localstack/chaos/effects': changed((body, { chaos }) => chaos.setEffects(body ?? {}), effects),
  'PATCH /_localstack/chaos/effects': changed((body, { chaos }) => chaos.setEffects(body ?? {}), effects),
  'DELETE /_localstack/chaos/effects': changed((_, { chaos }) => chaos.setEffects({}), effects),
  'GET /_stormproof/clock': clock,
  'POST /_stormproof/clock': moveClock,
  'POST /_stormproof/settle': settle,
  'GET /_stormproof/faults': injected,
  'POST /_stormproof/faults': changed((body, server) => server.injected.inject(body), injected),
  'DELETE /_stormproof/faults': changed((body, server) => server.injected.lift(body), injected),
  'GET /_stormproof/trace': trace,
  'POST /_stormproof/trace': mark,
  'POST /_stormproof/snapshot': snapshot,
  'GET /_stormproof/unused': (_, { world }) => unusedGrants(world.engine),
};

/** The request is fine, but the world does not let it happen. */
const conflicts: ReadonlySet<string> = new Set(['STORM_WORLD_BUSY', 'STORM_NEVER_SETTLES']);

/** Answers a request to the server itself. */
export async function manage(request: HttpRequest, server: CloudServer): Promise<HttpResponse> {
  const [whole = '', query = ''] = request.path.split(/\?(.*)/s);
  const path = whole.replace(/(.)\/$/, '$1');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
  if (route === undefined) return unrouted(path, method);
  try {
    const answer = await route(readJson(request.body), server, new URLSearchParams(query));
    return isResponse(answer) ? answer : json(200, answer);
  } catch (error) {
    if (error instanceof StormError)
      return json(conflicts.has(error.code) ? 409 : 400, {
        code: error.code,
        message: error.message,
      });
    if (isWireError(error)) return json(500, { code: error.code, message: error.message });
    throw error;
  }
}

function unrouted(path: string, method: string): HttpResponse {
  const methods = Object.keys(routes)
    .map((key) => key.split(' '))
    .filter(([, known]) => known === path)
    .map(([known = '']) => known);
  if (methods.length === 0) return json(404, { message: `There is nothing at ${path.slice(0, 200)}.` });
  const answer = json(405, { message: `${path} takes ${methods.join(', ')}, not ${method}.` });
  return { ...answer, headers: { ...answer.headers, allow: methods.join(', ') } };
}

function changed(change: (body: Json | undefined, server: CloudServer) => void, answer: Route): Route {
  return (body, server, query) => {
    change(body, server);
    return answer(body, server, query);
  };
}

function clock(_: Json | undefined, { world }: CloudServer): Json {
  const { nowMs, speed } = world;
  return { now: new Date(nowMs).toISOString(), nowMs, speed, entries: world.world.trace.length };
}

/** `{ "within": "24 hours" }`, the default; with `"or": "faults over"` no further than their windows go. */
async function settle(body: Json | undefined, server: CloudServer): Promise<Json> {
  const fields = fieldsOf(body);
  const [within = '24 hours', or] = [fields.get('within'), fields.get('or')];
  const withinMs = typeof within === 'number' ? within : milliseconds(durationOf(String(within)));
  if (or !== undefined && or !== 'faults over')
    throw new StormError('STORM_BAD_INPUT', `Expected "or" to be "faults over", got ${JSON.stringify(or)}.`);
  await server.world.settle(withinMs, () => or !== undefined && server.injected.areOver);
  return clock(undefined, server);
}

/** All of it, or what came after an entry: `?after=100`. */
function trace(_: Json | undefined, { world }: CloudServer, query: URLSearchParams): HttpResponse {
  const body = Buffer.from(world.world.trace.ndjson(Number(query.get('after') ?? 0)));
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
}

/** `{ "mark": "calm" }` names this moment in the trace. */
function mark(body: Json | undefined, { world }: CloudServer): Json {
  const name = fieldsOf(body).get('mark');
  if (typeof name !== 'string') throw new StormError('STORM_BAD_INPUT', 'Expected { "mark": "a name" }.');
  return { entry: world.engine.trace({ type: 'mark', cause: 0, mark: name }) };
}

/** `{ "advance": "30 days" }` or `{ "set": "2030-01-01T00:00:00Z" }`; time goes forward only. */
async function moveClock(body: Json | undefined, server: CloudServer): Promise<Json> {
  const fields = fieldsOf(body);
  const [advance, set] = [fields.get('advance'), fields.get('set')];
  const { world } = server;
  let spanMs: number | undefined;
  if (typeof advance === 'string' && set === undefined) spanMs = milliseconds(durationOf(advance));
  if (typeof advance === 'number' && set === undefined) spanMs = advance;
  if (typeof set === 'string' && advance === undefined) spanMs = Date.parse(set) - world.nowMs;
  if (spanMs === undefined || !Number.isFinite(spanMs)) {
    throw new StormError(
      'STORM_BAD_INPUT',
      'Expected { "advance": "5 minutes" } or { "set": "2030-01-01T00:00:00Z" }.',
    );
  }
  if (spanMs < 0) throw new StormError('STORM_BAD_INPUT', 'Time goes forward only.');
  if (world.nowMs + spanMs > Date.UTC(9999, 0))
    throw new StormError('STORM_BAD_INPUT', 'The year 9999 is the last.');
  await world.advance(spanMs);
  return clock(undefined, server);
}

function fieldsOf(body: Json | undefined): Map<string, unknown> {
  return new Map(typeof body === 'object' && body !== null ? Object.entries(body) : []);
}

function durationOf(text: string): Duration {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `milliseconds` checks the text itself
  return text as Duration;
}

function snapshot(_: Json | undefined, { world, options }: CloudServer): Json {
  if (options.keep === undefined) {
    throw new StormError(
      'STORM_BAD_INPUT',
      'There is no place for a snapshot: start the server with --state FILE.',
    );
  }
  return { file: options.keep(world.save()) };
}

function readJson(body: Uint8Array): Json | undefined {
  if (body.length === 0) return undefined;
  try {
    const value: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return value;
  } catch {
    throw new StormError('STORM_BAD_INPUT', 'The body is no JSON.');
  }
}

function isResponse(answer: Json | HttpResponse): answer is HttpResponse {
  return (
    typeof answer === 'object' && answer !== null && 'body' in answer && answer.body instanceof Uint8Array
  );
}

function json(status: number, value: Json): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`${JSON.stringify(value)}\n`),
  };
}

function empty(status: number): HttpResponse {
  return { status, headers: {}, body: new Uint8Array() };
}
