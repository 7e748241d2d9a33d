import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../cloud/protocols';

/** A request as the SDK's clients hand it to their transport. */
export interface SdkRequest {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface SdkResponse {
  response: { statusCode: number; headers: Record<string, string>; body: Readable };
}

/** The transport of an SDK client, as its `requestHandler` option takes it. */
export interface RequestHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: SdkRequest, options?: { abortSignal?: unknown }): Promise<SdkResponse>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

/** A request whose body is being read. */
export interface Begun {
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Its body could not be read: it never happens. */
  abandon(): void;
}

/**
 * Makes a transport; bodies are read whole.
 *
 * `begin` is called at once for each request, so that requests are told apart by the order of their beginning: how
 * long the reading of a body takes is up to the machine.
 */
export function requestHandler(begin: () => Begun): RequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options = {}) {
      const begun = begin();
      const wire = await wireRequest(request).catch((error: unknown) => {
        begun.abandon();
        throw error;
      });
      const { status, headers, body } = await unlessAborted(begun.send(wire), options.abortSignal);
      return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** The answer, unless the caller gives up first: then the request goes on in the cloud, but nobody hears of it. */
function unlessAborted(answer: Promise<HttpResponse>, signal: unknown): Promise<HttpResponse> {
  if (!(signal instanceof EventTarget) || !('aborted' in signal)) return answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
  if (signal.aborted === true) abort();
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([answer, promise]).finally(() => signal.removeEventListener('abort', abort));
}

async function wireRequest({
  method,
  hostname,
  path,
  query,
  headers,
  body,
}: SdkRequest): Promise<HttpRequest> {
  const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const search = queryText(query ?? {});
  return {
    method,
    host: hostname,
    path: search === '' ? path : `${path}?${search}`,
    headers: Object.fromEntries(names),
    body: await bytesOf(body),
  };
}

function queryText(query: Record<string, string | string[] | null>): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      pairs.push(one === null || one === '' ? escaped(name) : `${escaped(name)}=${escaped(one)}`);
    }
  }
  return pairs.join('&');
}

/** As SigV4 wants it: also the characters that encodeURIComponent leaves alone. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (isChunks(body)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  }
  throw new TypeError(`A request body of type ${typeof body} can't be sent.`);
}

function isChunks(body: unknown): body is AsyncIterable<Uint8Array | string> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
