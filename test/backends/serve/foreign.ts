import { createServer } from 'node:http';
import { sendTo } from '../../../framework/backends/endpoint/http';
import { Served } from './served';

const health = '{"services":{},"edition":"community","version":"4.14.0"}';

/** A served cloud that says it is somebody else's, and lets nobody in: what other clouds are to a scenario. */
export async function startForeign(): Promise<AsyncDisposable & { url: string }> {
  const served = await Served.start();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      if (path.startsWith('/_')) {
        response.writeHead(path === '/_localstack/health' ? 200 : 404);
        response.end(health);
        return;
      }
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
      const wire = { method: request.method ?? 'GET', host: headers['host'] ?? '', path, headers };
      sendTo(new URL(served.url), { ...wire, body: Buffer.concat(chunks) }).then(
        (answer) => {
          response.writeHead(answer.status, answer.headers);
          response.end(answer.body);
        },
        () => request.socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      await served[Symbol.asyncDispose]();
    },
  };
}
