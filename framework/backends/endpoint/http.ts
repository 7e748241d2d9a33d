import { request as ask } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { HttpRequest, HttpResponse } from '../../cloud/protocols';

/** The longest that a cloud may take for one answer. */
const answerMaxMs = 120_000;

/** Sends a request as it is to a base URL, over a real connection of its own, and reads its answer whole. */
export function sendTo(base: URL, wire: HttpRequest): Promise<HttpResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const send = base.protocol === 'https:' ? askSecurely : ask;
  const { 'transfer-encoding': _, connection: __, ...headers } = wire.headers;
  const outgoing = send(
    {
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      method: wire.method,
      path: wire.path,
      headers: { ...headers, ...(wire.body.length > 0 ? { 'content-length': wire.body.length } : {}) },
      timeout: answerMaxMs,
    },
    (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const flat: Record<string, string> = {};
        for (const [name, value] of Object.entries(incoming.headers)) {
          if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
        }
        resolve({ status: incoming.statusCode ?? 0, headers: flat, body: Buffer.concat(chunks) });
      });
    },
  );
  outgoing.on('timeout', () =>
    outgoing.destroy(Object.assign(new Error('The cloud gave no answer.'), { code: 'ETIMEDOUT' })),
  );
  outgoing.on('error', reject);
  outgoing.end(wire.body);
  return promise;
}
