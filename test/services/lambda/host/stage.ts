import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Environment,
  type EnvironmentSpec,
  type HostOptions,
  type Invoke,
  type OutgoingCall,
  type Report,
  closeHost,
  createEnvironment,
} from '../../../../framework/services/lambda/host/environment';

const repository = join(__dirname, '../../../..');
export const START_MS = Date.UTC(2031, 4, 6, 7, 8, 9, 10);

/** What the world answers to a call; 'lost' means never, 'reset' breaks the connection. */
export type Reply =
  { status?: number; headers?: Record<string, string>; body?: string | Uint8Array } | 'lost' | 'reset';
export type World = (call: OutgoingCall) => Reply;

export interface StageOptions extends Partial<Omit<EnvironmentSpec, 'layersRoot'>> {
  layer?: Record<string, string>;
  host?: HostOptions;
}

/** A function on the host, with a world around it that answers calls and lets time pass. */
export interface Stage {
  environment: Environment;
  folder: string;
  scratch: string;
  reports: Report[];
  invoke(event?: unknown, world?: World, invoke?: Partial<Invoke>): Promise<Outcome>;
  close(): Promise<void>;
}

export interface Outcome {
  value: unknown;
  error: { errorType: string; errorMessage: string; trace?: string[] } | undefined;
  exit: Report['exit'];
  logs: string[];
  calls: OutgoingCall[];
  blocked: Report['blocked'];
  nowMs: number;
}

const stages = new Set<Stage>();

/** Builds the worker's bundle; under its final name only when complete, since test files run side by side. */
export function buildWorker(): void {
  const partial = join(repository, `dist/worker.${process.pid}.partial.js`);
  const entry = join(repository, 'framework/services/lambda/host/worker/main.ts');
  const flags = ['--bundle', '--platform=node', '--format=cjs', '--target=node24', '--log-level=warning'];
  execFileSync(join(repository, 'node_modules/.bin/esbuild'), [entry, ...flags, `--outfile=${partial}`]);
  renameSync(partial, join(repository, 'dist/worker.js'));
}

export function writeFiles(folder: string, files: Record<string, string>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function stage(files: Record<string, string>, options: StageOptions = {}): Stage {
  const { layer, host, ...overrides } = options;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-')));
  const scratch = overrides.scratch ?? writeFiles(join(folder, 'scratch'), {});
  const environment = createEnvironment(
    {
      id: 'Processor/1',
      taskRoot: writeFiles(join(folder, 'task'), files),
      ...(layer && { layersRoot: writeFiles(join(folder, 'layer'), layer) }),
      scratch,
      handler: 'index.handler',
      memoryMb: 256,
      entropySeed: 'a1',
      nowMs: START_MS,
      runtimeModules: repository,
      ...overrides,
      env: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        TZ: ':UTC',
        ...overrides.env,
      },
    },
    host,
  );
  const reports: Report[] = [];
  let nowMs = START_MS;
  let invocations = 0;
  const made: Stage = {
    environment,
    folder,
    scratch,
    reports,
    async invoke(event = {}, world = () => ({}), invoke = {}) {
      const first = reports.length;
      const requestId = `00000000-0000-4000-8000-${String(++invocations).padStart(12, '0')}`;
      nowMs = invoke.nowMs ?? nowMs;
      let report = await environment.stimulate({
        ...invocation(requestId, nowMs),
        event: JSON.stringify(event),
        ...invoke,
      });
      reports.push(report);
      const waiting = [...report.calls];
      while (!report.result && !report.exit) {
        const call = waiting.shift();
        if (call) {
          const reply = world(call);
          if (reply === 'lost') continue;
          nowMs += 10;
          report = await environment.stimulate(
            reply === 'reset'
              ? { kind: 'reset', nowMs, call: call.call }
              : {
                  kind: 'answer',
                  nowMs,
                  call: call.call,
                  status: reply.status ?? 200,
                  headers: reply.headers ?? {},
                  body:
                    typeof reply.body === 'string'
                      ? Buffer.from(reply.body)
                      : (reply.body ?? new Uint8Array()),
                },
          );
        } else {
          if (report.nextTimerAt === undefined) throw new Error('The environment waits for nothing');
          nowMs = report.nextTimerAt;
          report = await environment.stimulate({ kind: 'tick', nowMs });
        }
        reports.push(report);
        waiting.push(...report.calls);
      }
      return outcomeOf(reports.slice(first), nowMs);
    },
    async close() {
      stages.delete(made);
      await environment.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  stages.add(made);
  return made;
}

function invocation(requestId: string, nowMs: number): Invoke {
  return {
    kind: 'invoke',
    nowMs,
    requestId,
    event: '{}',
    deadlineMs: nowMs + 3000,
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Processor',
    functionName: 'Processor',
    functionVersion: '$LATEST',
    memoryMb: 256,
    logGroup: '/aws/lambda/Processor',
    logStream: '2031/05/06/[$LATEST]0123456789abcdef0123456789abcdef',
    traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
  };
}

function outcomeOf(reports: Report[], nowMs: number): Outcome {
  const last = reports.at(-1);
  const result = last?.result;
  const error: Outcome['error'] = result?.kind === 'error' ? JSON.parse(result.json) : undefined;
  return {
    value: result?.kind === 'value' ? JSON.parse(result.json) : undefined,
    error,
    exit: last?.exit,
    logs: reports.flatMap((report) => report.logs.map((line) => line.text)),
    calls: reports.flatMap((report) => report.calls),
    blocked: reports.flatMap((report) => report.blocked),
    nowMs,
  };
}

/** Everything a run showed, without what names the SDK's version or this machine. */
export function transcript(reports: Report[]): string {
  const plain = reports.map((report) => ({
    ...report,
    calls: report.calls.map((call) => ({ ...call, body: Buffer.from(call.body).toString('base64') })),
  }));
  const named = ['user-agent', 'x-amz-user-agent', 'authorization'];
  return JSON.stringify(plain, (key, value: unknown) => (named.includes(key) ? undefined : value));
}

/** Plays one invocation in a fresh environment. */
export async function playOnce(
  files: Record<string, string>,
  world?: World,
  options?: StageOptions,
): Promise<{ outcome: Outcome; transcript: string }> {
  const played = stage(files, options);
  const outcome = await played.invoke({}, world);
  const text = transcript(played.reports);
  await played.close();
  return { outcome, transcript: text };
}

/** Plays one invocation for each seed, one after the other on one thread as far as the host can. */
export async function playRecycled(
  files: Record<string, string>,
  world: World | undefined,
  options: StageOptions | undefined,
  seeds: readonly string[],
): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'recycled-')));
  const taskRoot = writeFiles(join(folder, 'task'), files);
  const transcripts: string[] = [];
  for (const entropySeed of seeds) {
    const host = { ...options?.host, recycle: true };
    const played = await playOnce(files, world, { ...options, taskRoot, entropySeed, host });
    transcripts.push(played.transcript);
  }
  rmSync(folder, { recursive: true, force: true });
  return transcripts;
}

/**
 * Plays twice with one seed, which must agree to the byte, and once with another; says whether that one differs.
 *
 * Then plays both seeds again on a recycled thread, where each must come out as on a fresh one.
 */
export async function playThrice(
  files: Record<string, string>,
  world?: World,
  options?: StageOptions,
): Promise<{ outcome: Outcome; dependsOnSeed: boolean }> {
  const first = await playOnce(files, world, options);
  const second = await playOnce(files, world, options);
  expect(second.transcript).toBe(first.transcript);
  const other = await playOnce(files, world, { ...options, entropySeed: 'b2' });
  const again = await playRecycled(files, world, options, ['b2', 'a1', 'b2', 'a1']);
  expect(again[0]).toBe(other.transcript);
  expect(again[1]).toBe(first.transcript);
  expect(again[2]).toBe(other.transcript);
  expect(again[3]).toBe(first.transcript);
  return { outcome: first.outcome, dependsOnSeed: other.transcript !== first.transcript };
}

/** Ends everything that a test file has started. */
export async function closeStages(): Promise<void> {
  await Promise.all([...stages].map((open) => open.close()));
  await closeHost();
}
