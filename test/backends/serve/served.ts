import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { CloudServer, type ServeOptions } from '../../../framework/backends/serve/server';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Config {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  maxAttempts: number;
  forcePathStyle?: boolean;
}

/** A server on a free port of its own, with what its clients need. */
export class Served implements AsyncDisposable {
  readonly said: string[];

  private constructor(
    readonly server: CloudServer,
    said: string[],
  ) {
    this.said = said;
  }

  static async start(options: Partial<ServeOptions> = {}): Promise<Served> {
    const said: string[] = [];
    const server = await CloudServer.listen({
      port: 0,
      host: '127.0.0.1',
      speed: 1,
      seed: '0',
      runtimeModules: process.cwd(),
      say: (line) => void said.push(line),
      ...options,
    });
    return new Served(server, said);
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** An SDK client over the machine's own sockets. */
  aws<C>(Client: new (config: Config) => C, config: Partial<Config> = {}): C {
    return new Client({ ...this.config, ...config });
  }

  get config(): Config {
    return {
      endpoint: this.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    };
  }

  /** A request as it is written here, without any client's help. */
  send(
    method: string,
    path: string,
    { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string | Uint8Array } = {},
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      { host: '127.0.0.1', port: this.port, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => void chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
    return promise;
  }

  async json(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const answer = await this.send(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
    const text = answer.body.toString();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: answer.status, json };
  }

  /** Raw bytes on a connection of their own; resolves with all that came back when the other side ends. */
  raw(bytes: string | Uint8Array): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const chunks: Buffer[] = [];
    const socket = connect(this.port, '127.0.0.1', () => void socket.end(bytes));
    socket.on('data', (chunk) => void chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}
