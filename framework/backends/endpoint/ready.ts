import { real, StormError } from '../../kernel';
import type { HttpResponse } from '../../cloud/protocols';
import { sendTo } from './http';
import { productOf, type Product } from './products';
import { pause } from './quiet';

const askEveryMs = 200;

/** Words by which an image says that it won't start without a token. */
const tokenWords = /LOCALSTACK_AUTH_TOKEN|license activation failed|auth token|no credentials were found/i;

/** Whether a text tells of a token that is missing. */
export function asksForToken(text: string): boolean {
  return tokenWords.test(text);
}

/** Asks the health page until it says 200, or says that it has none; answers whose it is. */
export async function untilReady(url: URL, name: string, withinMs: number): Promise<Product> {
  const startMs = real.nowMs();
  let last = '';
  for (;;) {
    const answer = await healthOf(url).catch((error: unknown) => {
      last =
        error instanceof Error
          ? `${'code' in error ? `${String(error.code)}: ` : ''}${error.message}`
          : String(error);
      return undefined;
    });
    if (answer !== undefined) {
      const body = Buffer.from(answer.body).toString('utf8');
      if (asksForToken(body) && answer.status >= 400) throw tokenNeeded(name);
      // Clouds without a health page answer it as a request of S3.
      if (answer.status === 200 || (answer.status >= 400 && answer.status < 500))
        return productOf(answer.status === 200 ? parsed(body) : {}, answer.headers['server'] ?? '');
      last = `HTTP ${answer.status} from /_localstack/health`;
    }
    if (real.nowMs() - startMs > withinMs) throw unreachable(url, name, withinMs, last);
    await pause(askEveryMs);
  }
}

export function tokenNeeded(name: string): StormError {
  return new StormError('STORM_CLOUD_UNREACHABLE', `${name} does not start without a token.`, {
    fix: 'set LOCALSTACK_AUTH_TOKEN, or use the pinned image, which needs none (leave out --image)',
  });
}

function healthOf(url: URL): Promise<HttpResponse> {
  const path = '/_localstack/health';
  return sendTo(url, {
    method: 'GET',
    host: url.host,
    path,
    headers: { host: url.host },
    body: new Uint8Array(),
  });
}

function parsed(body: string): { edition?: unknown; version?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function unreachable(url: URL, name: string, withinMs: number, last: string): StormError {
  return new StormError(
    'STORM_CLOUD_UNREACHABLE',
    `${name} at ${url.origin} did not answer within ${withinMs / 1000} s (${last}).`,
    { fix: `start it, or check the address; 'npx stormproof doctor' looks at what is there` },
  );
}
