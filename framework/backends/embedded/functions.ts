import type { Engine } from '../../cloud/engine';
import type { RuntimeEffect } from '../../cloud/runtime';
import {
  createEnvironment,
  type Environment,
  type OutgoingCall,
  type Report,
  type Stimulus,
} from '../../services/lambda/host/environment';
import { codeFolders } from './code-folders';

interface Hosted {
  readonly environment: Environment;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly scratch: string;
  /** What the current invocation follows from, for the trace. */
  cause: number;
  timer: number | undefined;
  initialised: boolean;
  /** Between an invocation and its result. */
  isInvoked: boolean;
}

/** What is to be handed to an environment next. */
type Pending = { hosted: Hosted; stimulus: Stimulus };

/**
 * Carries out what the lambda service asks of execution environments, and turns their reports into requests
 * and timers.
 */
export class Functions {
  /** Functions whose handler could not be loaded, with Lambda's error payload. */
  readonly unloadable = new Map<string, string>();
  private readonly hosted = new Map<string, Hosted>();
  private readonly pending: Pending[] = [];
  private readonly computing = new Set<Hosted>();
  private letFoldersGo: (() => void) | undefined;

  constructor(
    private readonly engine: Engine,
    /** A file or folder from which the runtime's SDK resolves. */
    private readonly runtimeModules: string,
    /** Whether workers may host one environment after another; see `EmbeddedOptions.recycle`. */
    private readonly recycle: boolean,
  ) {}

  /** Whether something waits to be done to an environment. */
  get hasWork(): boolean {
    return this.pending.length > 0 || this.engine.functions.pending > 0;
  }

  /** Does all that waits, each to the end: every environment is quiescent afterwards. */
  async drain(): Promise<void> {
    while (this.hasWork) {
      for (const effect of this.engine.functions.take()) await this.carryOut(effect);
      const next = this.pending.shift();
      if (next !== undefined) await this.stimulate(next);
    }
  }

  /** Whether an environment is at work right now; told only where `begin` is used. */
  get isComputing(): boolean {
    return this.computing.size > 0;
  }

  /** Whether an invocation has not come to its end yet. */
  get isInvoking(): boolean {
    return this.hasWork || [...this.hosted.values()].some(({ isInvoked }) => isInvoked);
  }

  /**
   * Begins all that waits, without waiting for it: environments work side by side, each on one thing at a time.
   * `onReport` is called after each, with the defect of the program where one got in the way.
   */
  begin(onReport: (defect?: unknown) => void): void {
    for (const effect of this.engine.functions.take()) this.carryOut(effect).catch(onReport);
    for (const next of this.pending.splice(0)) {
      const { hosted } = next;
      if (this.computing.has(hosted)) {
        this.pending.push(next);
        continue;
      }
      this.computing.add(hosted);
      this.stimulate(next)
        .finally(() => this.computing.delete(hosted))
        .then(() => onReport(), onReport);
    }
  }

  async close(): Promise<void> {
    const all = [...this.hosted.values()];
    this.hosted.clear();
    await Promise.all(all.map(async (hosted) => end(hosted)));
  }

  private async carryOut(effect: RuntimeEffect): Promise<void> {
    if (effect.kind === 'start') {
      this.start(effect);
    } else if (effect.kind === 'stop') {
      await this.stop(effect.environmentId);
    } else {
      const hosted = this.hosted.get(effect.environmentId);
      if (hosted === undefined) return;
      hosted.cause = effect.cause;
      hosted.isInvoked = effect.kind === 'invoke';
      const stimulus: Stimulus =
        effect.kind === 'initialise'
          ? { kind: 'tick', nowMs: this.nowMs }
          : { kind: 'invoke', nowMs: this.nowMs, ...effect.invocation };
      this.pending.push({ hosted, stimulus });
    }
  }

  private get nowMs(): number {
    return this.engine.world.nowMs;
  }

  private start({ environment, accountId, region, cause }: RuntimeEffect & { kind: 'start' }): void {
    const { world } = this.engine;
    const id = environment.environmentId;
    if (this.recycle) codeFolders.keep();
    else this.letFoldersGo ??= codeFolders.hold();
    const scratch = codeFolders.scratch();
    const hosted: Hosted = {
      environment: createEnvironment(
        {
          id,
          taskRoot: codeFolders.code([environment.codeBlob], (blob) => world.blobs.get(blob)),
          ...(environment.layerBlobs.length === 0
            ? {}
            : { layersRoot: codeFolders.code(environment.layerBlobs, (blob) => world.blobs.get(blob)) }),
          scratch,
          handler: environment.handler,
          env: environment.variables,
          memoryMb: environment.memoryMb,
          entropySeed: world.chance.at('entropy', id).hex(32),
          nowMs: world.nowMs,
          runtimeModules: this.runtimeModules,
        },
        { recycle: this.recycle ? [environment.codeBlob, ...environment.layerBlobs].join(' ') : false },
      ),
      id,
      accountId,
      region,
      scratch,
      cause,
      timer: undefined,
      initialised: false,
      isInvoked: false,
    };
    this.hosted.set(id, hosted);
    this.engine.taskTimers.set(id, () => {
      hosted.timer = undefined;
      this.pending.push({ hosted, stimulus: { kind: 'tick', nowMs: this.nowMs } });
    });
  }

  private async stimulate({ hosted, stimulus }: Pending): Promise<void> {
    if (this.hosted.get(hosted.id) !== hosted) return;
    // The clock may have moved since the stimulus was made; the environment sees the present.
    const report = await hosted.environment.stimulate({ ...stimulus, nowMs: this.nowMs });
    // It may have been stopped while it worked.
    if (this.hosted.get(hosted.id) === hosted) this.take(hosted, report);
  }

  private take(hosted: Hosted, report: Report): void {
    const { engine } = this;
    const cause = hosted.cause;
    for (const { kind, host, port } of report.blocked) {
      engine.trace({
        type: 'log',
        cause,
        task: hosted.id,
        text: `no route to ${kind} ${host}:${port}: function code can reach the cloud only`,
      });
    }
    for (const call of report.calls) this.post(hosted, call);
    this.setTimer(hosted, report.nextTimerAt);
    if (report.initialised === true) hosted.initialised = true;
    if (report.result !== undefined) hosted.isInvoked = false;
    this.noticeOwnTrouble(hosted, report);
    if (report.exit !== undefined) this.forget(hosted);
    for (const { text } of report.logs) engine.trace({ type: 'log', cause, task: hosted.id, text });
    if (
      report.result === undefined &&
      report.exit === undefined &&
      report.logs.length === 0 &&
      report.initialised !== true
    )
      return;
    engine.report(
      {
        environmentId: hosted.id,
        initialised: hosted.initialised,
        logs: report.logs,
        ...(report.result === undefined ? {} : { result: report.result }),
        ...(report.exit === undefined ? {} : { exit: report.exit }),
      },
      { accountId: hosted.accountId, region: hosted.region, cause },
    );
  }

  /** Code that can't be loaded, or that asks for what isn't emulated, says nothing about the system. */
  private noticeOwnTrouble(hosted: Hosted, { result, exit, logs }: Report): void {
    if (result?.kind === 'error' && exit?.reason === 'crash' && !hosted.initialised) {
      this.unloadable.set(hosted.id.slice(0, hosted.id.lastIndexOf('/')), result.json);
    }
    const texts = [...logs.map(({ text }) => text), result?.json ?? ''];
    for (const text of texts) {
      const refusal = /STORM_NOT_EMULATED[^"\n]*/.exec(text);
      if (refusal !== null) this.engine.notEmulated.push(refusal[0]);
    }
  }

  private post(hosted: Hosted, call: OutgoingCall): void {
    const { method, host, path, headers, body } = call;
    this.engine.post({
      origin: {
        task: hosted.id,
        call: call.call,
        cause: hosted.cause,
        ...(call.place === undefined ? {} : { place: `${call.place.file}:${call.place.line}` }),
      },
      wire: { method, host, path, headers, body },
      onAnswer: (response) => {
        this.pending.push({
          hosted,
          stimulus: { kind: 'answer', nowMs: this.nowMs, call: call.call, ...response },
        });
      },
      onLost: (loss) => {
        if (loss === 'silence') return;
        if (loss === 'reset') {
          this.pending.push({ hosted, stimulus: { kind: 'reset', nowMs: this.nowMs, call: call.call } });
          return;
        }
        this.forget(hosted);
        const { id, initialised, accountId, region, cause } = hosted;
        const exit = { reason: loss, code: 137 };
        this.engine.report({ environmentId: id, initialised, logs: [], exit }, { accountId, region, cause });
      },
    });
  }

  private setTimer(hosted: Hosted, atMs: number | undefined): void {
    const { timers } = this.engine.world;
    if (hosted.timer !== undefined) timers.cancel(hosted.timer);
    hosted.timer =
      atMs === undefined
        ? undefined
        : timers.add({
            atMs,
            work: true,
            owner: { task: hosted.id },
            kind: 'timer',
            payload: null,
            cause: hosted.cause,
          }).id;
  }

  private async stop(environmentId: string): Promise<void> {
    const hosted = this.hosted.get(environmentId);
    if (hosted === undefined) return;
    this.release(hosted);
    await end(hosted);
  }

  /** The environment is gone by itself; its worker is taken away in the background. */
  private forget(hosted: Hosted): void {
    this.release(hosted);
    this.engine.functions.ended(hosted.id);
    this.ending.push(end(hosted));
  }

  private readonly ending: Promise<void>[] = [];

  private release(hosted: Hosted): void {
    this.hosted.delete(hosted.id);
    this.setTimer(hosted, undefined);
    this.engine.taskTimers.delete(hosted.id);
    this.engine.withdraw(hosted.id);
  }

  /** Resolves when every environment that ended is gone for good, and its folders with it. */
  async ended(): Promise<void> {
    await Promise.all(this.ending.splice(0));
    this.letFoldersGo?.();
    this.letFoldersGo = undefined;
  }
}

async function end(hosted: Hosted): Promise<void> {
  await hosted.environment.close();
  codeFolders.giveBack(hosted.scratch);
}
