import {
  decode,
  encode,
  encodeError,
  isWireError,
  loadModel,
  protocolOf,
} from '../../../framework/cloud/protocols';
import type { Decoded, HttpRequest, HttpResponse } from '../../../framework/cloud/protocols';
import { Readable } from 'node:stream';

/** What an SDK client hands to its request handler; the parts that matter here. */
interface SdkRequest {
  method: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface Wire {
  /** The last request as bytes, its decoded form, and the answer. */
  request: HttpRequest;
  decoded: Decoded;
  response: HttpResponse;
}

/**
 * A request handler that takes an SDK's requests through our codec; what `answer` throws is answered as an
 * AWS error.
 */
export function through(service: string, answer: (decoded: Decoded) => object) {
  const model = loadModel(service);
  const wire: Partial<Wire> = {};
  const respond = (request: HttpRequest): HttpResponse => {
    let decoded: Decoded | undefined;
    try {
      decoded = decode(model, request);
      wire.decoded = decoded;
      return encode(model, decoded.protocol, decoded.operation, answer(decoded), 'req-1');
    } catch (error) {
      if (!isWireError(error)) throw error;
      return encodeError(model, protocolOf(model, request), decoded?.operation, error, 'req-1');
    }
  };
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(sent: SdkRequest) {
      const request = await asHttp(sent);
      wire.request = request;
      const response = respond(request);
      wire.response = response;
      return {
        response: {
          statusCode: response.status,
          headers: response.headers,
          body: Readable.from([Buffer.from(response.body)]),
        },
      };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  return { handler, wire, respond };
}

/** Settings with which every client of these tests is made. */
export function settings(handler: ReturnType<typeof through>['handler']) {
  return {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: handler,
    maxAttempts: 1,
  };
}

async function asHttp(sent: SdkRequest): Promise<HttpRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(sent.headers)) headers[name.toLowerCase()] = value;
  const pairs = Object.entries(sent.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      one === null || one === '' ? escapeUri(name) : `${escapeUri(name)}=${escapeUri(one)}`,
    ),
  );
  return {
    method: sent.method,
    host: sent.port === undefined ? sent.hostname : `${sent.hostname}:${sent.port}`,
    path: pairs.length === 0 ? sent.path : `${sent.path}?${pairs.join('&')}`,
    headers,
    body: await bytesOf(sent.body),
  };
}

function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof Readable) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks);
  }
  throw new Error('an SDK sent a body of a kind that these tests do not know');
}
