import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpRequest } from '../../cloud/protocols';
import { real } from '../../kernel';
import { cross, type Way } from './crossing';

/** What function code told of an invocation: see `capture.ts`. */
export interface Captured {
  /** The function's name, as its environment tells it. */
  function: string;
  requestId: string;
  event: unknown;
  phase: 'started' | 'ended';
}

export interface ProxyOptions {
  /** The address to listen on; all of them where function code runs in containers. */
  host: string;
  /** What is not the cloud's: function code telling of an invocation. */
  captured: (told: Captured) => void;
}

/** Where function code tells of its invocations. */
export const capturePath = '/_stormproof/captured';

/** An HTTP server between function code and a cloud: requests pass the faults on their way. */
export class FaultProxy {
  private readonly server: Server;
  private calls = 0;

  private constructor(
    private readonly way: Way,
    private readonly options: ProxyOptions,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('clientError', (_, socket) => socket.destroy());
  }

  static async listen(way: Way, options: ProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(way, options);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    proxy.server.once('error', reject);
    proxy.server.listen(0, options.host, () => resolve(undefined));
    await promise;
    return proxy;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Requests that have passed so far. */
  get passed(): number {
    return this.calls;
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.server.close(() => resolve(undefined));
    this.server.closeAllConnections();
    await promise;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      const wire = await wireOf(request);
      if (wire.path === capturePath) return this.capture(wire, response);
      this.calls++;
      const arrived = await cross(wire, { task: 'function', nth: this.calls }, this.way);
      if (arrived === 'silence') return;
      if (arrived === 'reset') return void request.socket.resetAndDestroy();
      const { 'transfer-encoding': _, connection: __, ...headers } = arrived.headers;
      const announced =
        headers['content-length'] === undefined ? { 'content-length': arrived.body.length } : {};
      response.writeHead(arrived.status, { ...headers, ...announced });
      response.end(request.method === 'HEAD' ? undefined : arrived.body);
      // An answer that was cut short ends with its connection.
      if (Number(headers['content-length'] ?? 0) > arrived.body.length && request.method !== 'HEAD')
        real.setImmediate(() => request.socket.destroy());
    } catch {
      // The cloud is gone, or the caller: either way the connection ends as it would without us.
      request.socket.destroy();
    }
  }

  private capture(wire: HttpRequest, response: ServerResponse): void {
    const told: Captured = JSON.parse(Buffer.from(wire.body).toString('utf8'));
    this.options.captured(told);
    response.writeHead(204);
    response.end();
  }
}

async function wireOf(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method ?? 'GET',
    host: request.headers.host ?? 'localhost',
    path: request.url ?? '/',
    headers,
    body: Buffer.concat(chunks),
  };
}
