import type { IncomingMessage } from 'node:http';

/** The most that one request's body may hold; S3 takes 5 GiB in one, but here all of it lies in memory. */
export const bodyMaxBytes = 1 << 30;
/** The most that all bodies under way may hold together. */
const allBodiesMaxBytes = 2 * bodyMaxBytes;

/** Why a body was not read. */
export type Unread = 'too large' | 'too many' | 'broken off';

let underWayBytes = 0;

/** Reads a body whole; stops where it, or all of them together, would be too much for memory. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array | Unread> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > bodyMaxBytes) return 'too large';
  if (underWayBytes + announced > allBodiesMaxBytes) return 'too many';
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      underWayBytes += chunk.length;
      if (bytes > bodyMaxBytes) return 'too large';
      if (underWayBytes > allBodiesMaxBytes) return 'too many';
      chunks.push(chunk);
    }
  } catch {
    return 'broken off';
  } finally {
    underWayBytes -= bytes;
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
