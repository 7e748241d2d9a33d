import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../../cloud/protocols';
import { real, StormError, type WorldData } from '../../kernel';
import { bodyMaxBytes, readBody, type Unread } from './body';
import { Chaos } from './chaos';
import { InjectedFaults } from './injected';
import { manage } from './management';
import { ServedWorld, type ServedWorldOptions } from './served-world';

export interface ServeOptions extends Omit<ServedWorldOptions, 'data'> {
  port: number;
  host: string;
  data?: WorldData;
  /** Keeps a snapshot; undefined where the server was given no place for one. */
  keep?: (data: WorldData) => string;
}

/** Longer than any client keeps an idle connection, so that none is closed under a request. */
const keepAliveMs = 120_000;
const headerMaxBytes = 64 * 1024;
const headMaxMs = 30_000;
const bodyMaxMs = 600_000;

/** The embedded cloud on a port. */
export class CloudServer {
  world: ServedWorld;
  chaos: Chaos;
  injected: InjectedFaults;
  private readonly server: Server;

  private constructor(readonly options: ServeOptions) {
    this.chaos = new Chaos(options.seed);
    this.world = ServedWorld.create(options);
    this.world.engine.inject(this.chaos);
    this.injected = new InjectedFaults(this.world);
    this.server = createServer(
      {
        keepAliveTimeout: keepAliveMs,
        headersTimeout: headMaxMs,
        requestTimeout: bodyMaxMs,
        maxHeaderSize: headerMaxBytes,
        // What a client wrote is what is answered for; one without a host gets 400.
        requireHostHeader: true,
      },
      (request, response) => void this.answer(request, response),
    );
    this.server.on('clientError', refuseGarbage);
    // Nobody upgrades here: the request is answered as any other, or the connection ends.
    this.server.on('connect', (_, socket: Duplex) => socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n'));
  }

  /** Listens; fails with STORM_PORT_TAKEN in one line where the port is taken. */
  static async listen(options: ServeOptions): Promise<CloudServer> {
    const served = new CloudServer(options);
    const { port, host } = options;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    served.server.once('error', (error) => reject(cannotListen(error, host, port)));
    served.server.listen(port, host, () => resolve(undefined));
    try {
      await promise;
    } catch (error) {
      await served.world.close();
      throw error;
    }
    return served;
  }

  /** `http://127.0.0.1:4566` */
  get url(): string {
    const address = this.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : this.options.port;
    const { host } = this.options;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** An empty world in place of this one; its clock goes on from the machine's date. */
  async reset(): Promise<void> {
    const old = this.world;
    const { data: _, ...fresh } = this.options;
    this.chaos = new Chaos(fresh.seed);
    this.world = ServedWorld.create(fresh);
    this.world.engine.inject(this.chaos);
    this.injected = new InjectedFaults(this.world);
    await old.close();
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.server.close(() => resolve(undefined));
    this.server.closeAllConnections();
    await promise;
    await this.world.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const body = await readBody(request);
    if (typeof body === 'string') return refuseBody(body, request, response);
    const wire = wireRequest(request, body);
    if (/^\/_(localstack|stormproof)(\/|\?|$)/.test(wire.path))
      return write(wire, response, await manage(wire, this));
    const { latency = 0 } = this.chaos.effects;
    if (latency > 0) await new Promise<void>((resolve) => void real.setTimeout(resolve, latency));
    const answer = await this.world.send(wire);
    if (answer === 'silence') return;
    if (typeof answer === 'string') request.socket.resetAndDestroy();
    else write(wire, response, answer);
  }
}

function wireRequest(request: IncomingMessage, body: Uint8Array): HttpRequest {
  const { headers, method = 'GET', url = '/' } = request;
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const [, , absoluteHost, absolutePath] = /^(https?):\/\/([^/?#]+)(.*)$/.exec(url) ?? [];
  const host = absoluteHost ?? headers.host ?? 'localhost';
  return {
    method,
    host,
    // A client that takes us for its proxy writes the whole address.
    path: absolutePath === undefined ? url : absolutePath.startsWith('/') ? absolutePath : `/${absolutePath}`,
    headers: flat,
    body,
    ...(/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? { origin: `http://${host}` } : {}),
  };
}

function write(
  { method }: HttpRequest,
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
): void {
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  const { 'content-length': announced, 'transfer-encoding': _, ...rest } = headers;
  for (const [name, value] of Object.entries(rest)) response.setHeader(name, headerText(value));
  if (hasBody) response.setHeader('content-length', body.length);
  else if (method === 'HEAD' && announced !== undefined) response.setHeader('content-length', announced);
  response.writeHead(status);
  response.end(hasBody ? body : undefined);
}

/** Header values go out as bytes of UTF-8, as S3 sends metadata; line breaks can't. */
function headerText(value: string): string {
  return Buffer.from(value.replace(/[\r\n\0]/g, ' '), 'utf8').toString('latin1');
}

function refuseBody(why: Unread, request: IncomingMessage, response: ServerResponse): void {
  if (why === 'broken off') return void request.socket.destroy();
  const [status, code, message] =
    why === 'too large'
      ? [
          413,
          'EntityTooLarge',
          `This server takes at most ${bodyMaxBytes} bytes in one request; send an object in parts.`,
        ]
      : [503, 'SlowDown', 'Too many bytes are under way at once; try again later.'];
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    () => request.socket.destroySoon(),
  );
}

/** What is no HTTP is answered once, and its connection ends. */
function refuseGarbage(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  }[error.code ?? ''];
  socket.end(`HTTP/1.1 ${status ?? '400 Bad Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.on('error', () => undefined);
}

function cannotListen(error: Error & { code?: string }, host: string, port: number): StormError {
  const why = {
    EADDRINUSE: `Port ${port} of ${host} is taken`,
    EACCES: `This user may not listen on port ${port}`,
    EADDRNOTAVAIL: `This machine has no address ${host}`,
    ENOTFOUND: `The host name ${host} is not known`,
  }[error.code ?? ''];
  return new StormError(
    'STORM_BAD_INPUT',
    `${why ?? error.message}; choose another one with --port or --host.`,
  );
}
