/** A call as a client of the SDK made it: what went in, and what came out or was thrown. */
export interface Observed {
  client: string;
  operation: string;
  input: unknown;
  output?: unknown;
  error?: { name: string; message: string };
  status: number | undefined;
}

export type Observer = (call: Observed) => void;

interface Context {
  clientName?: string;
  commandName?: string;
}

type Next = (args: { input: unknown }) => Promise<{ output: unknown }>;

interface Stack {
  add(
    middleware: (next: Next, context: Context) => Next,
    options: { step: 'initialize'; name: string },
  ): void;
}

/** Lets an observer see each call of a client, after all its attempts. */
export function observed(client: unknown, observer: Observer): void {
  if (!hasStack(client)) return;
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        const call = {
          client: clientName.replace(/Client$/, ''),
          operation: commandName.replace(/Command$/, ''),
          input: args.input,
        };
        try {
          const result = await next(args);
          observer({ ...call, output: result.output, status: statusOf(result.output) });
          return result;
        } catch (error) {
          const { name, message } = error instanceof Error ? error : new Error(String(error));
          observer({ ...call, error: { name, message }, status: statusOf(error) });
          throw error;
        }
      },
    { step: 'initialize', name: 'stormproofObserver' },
  );
}

function hasStack(client: unknown): client is { middlewareStack: Stack } {
  return typeof client === 'object' && client !== null && 'middlewareStack' in client;
}

function statusOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('$metadata' in answer)) return undefined;
  const metadata: unknown = answer.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
