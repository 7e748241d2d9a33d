import { forWork } from '../backends/work';
import type { Cloud } from '../backends/cloud';
import type { Embedded } from '../backends/embedded/embedded';
import type { Stack } from '../backends/stack';
import { arm, type Armed, type Fault } from '../faults';
import { milliseconds, StormError } from '../kernel';
import type { Evidence, Look, Outcome, Reading, Work } from '../properties/property';
import { evidenceOf, readDeadLetters } from './evidence';
import { readGrants } from './grants';
import { judge, type Failure, type Proof, type Skip } from './judge';
import type { Played, PlayOptions } from './played';
import type { Injected, ScenarioDefinition, StormContext } from './scenario';
import type { SystemContext } from './system';
import { unloadableHandlers } from './unloadable';
import { deployedWorld, forkWorld, type DeployedWorld } from './worlds';

/** Plays a scenario once: a fork of the deployed world, the storm, the calm, the verdict. */
export async function playScenario(
  definition: ScenarioDefinition,
  options: PlayOptions = {},
): Promise<Played> {
  const world = await deployedWorld(definition.system, options.flaw);
  const twin = asksFor(definition, 'twin') ? await playTwin(definition, world, options) : undefined;
  const run = new Run(definition, world, options, twin);
  try {
    return await run.play();
  } finally {
    await run.close();
  }
}

/** What came of a storm that had no faults, and what went wrong in its telling. */
interface Twin {
  outcomes: readonly Outcome[];
  failures: readonly Failure[];
}

/** Tells the same storm without faults and repeated submissions; a repro's record is not of this run. */
async function playTwin(
  definition: ScenarioDefinition,
  world: DeployedWorld,
  { seed }: PlayOptions,
): Promise<Twin> {
  const run = new Run(definition, world, seed === undefined ? {} : { seed }, 'is the twin');
  try {
    const { outcomes } = await run.tell();
    const failures = run.failures.map((failure) =>
      failure.kind === 'error' ? { ...failure, part: `${failure.part}, told without faults,` } : failure,
    );
    return { outcomes, failures };
  } finally {
    await run.close();
  }
}

function asksFor({ holds }: ScenarioDefinition, reading: Reading): boolean {
  return holds.some(({ reads = [] }) => reads.includes(reading));
}

class Run {
  private readonly cloud: Cloud;
  private readonly embedded: Embedded;
  private readonly stack: Stack;
  private readonly seed: string;
  private readonly startMs: number;
  private readonly startEntry: number;
  private readonly armed: Armed[] = [];
  private readonly submitted: Work[] = [];
  private readonly looks: Look[] = [];
  readonly failures: Failure[] = [];

  constructor(
    private readonly definition: ScenarioDefinition,
    private readonly deployed: DeployedWorld,
    private readonly options: PlayOptions,
    private readonly twin: Twin | 'is the twin' | undefined,
  ) {
    this.seed = options.seed ?? definition.title;
    const { cloud, embedded, stack } = forkWorld(deployed, {
      seed: this.seed,
      recycle: options.recycle === true,
      ...options.record,
    });
    this.cloud = cloud;
    this.embedded = embedded;
    this.stack = stack;
    this.startMs = embedded.nowMs();
    this.startEntry = embedded.world.trace.length;
  }

  async play(): Promise<Played> {
    const { definition, cloud, armed, failures } = this;
    const evidence = await this.tell();
    failures.unshift(...unloadableHandlers(this.embedded, evidence));
    const { notEmulated } = this.embedded.engine;
    const { proofs, skipped } = judge(definition, evidence, cloud.can, armed, notEmulated, failures);
    return this.result(evidence, proofs, skipped);
  }

  /** The storm, the calm and what comes after, up to the verdict. */
  tell(): Promise<Evidence> {
    const { definition } = this;
    return this.cloud.play(async () => {
      const context = this.context();
      this.mark('storm');
      await this.telling('storm', () => definition.storm(context));
      await this.endStorm();
      this.mark('calm');
      const calmMs = definition.calm === undefined ? undefined : milliseconds(definition.calm);
      await this.telling('calm', () => this.embedded.settle(calmMs));
      const evidence = await this.gather();
      if (definition.after !== undefined && this.twin !== 'is the twin') {
        this.mark('after');
        await this.telling('after', async () => definition.after?.(context));
      }
      return evidence;
    });
  }

  async close(): Promise<void> {
    await this.embedded.close();
  }

  /** Runs a part of the story; what it throws is a failure of the scenario, unless the cloud itself broke. */
  private async telling(part: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      if (error instanceof StormError && error.code === 'STORM_INTERNAL') throw error;
      this.failures.push({ kind: 'error', part, error });
    }
  }

  /** The storm goes on until every window has closed or no work is left; then faults are lifted. */
  private async endStorm(): Promise<void> {
    const { world } = this.embedded;
    const closesMs = Math.max(...this.armed.map(({ untilMs }) => untilMs ?? Infinity), world.nowMs);
    await this.telling('storm', () =>
      this.embedded.until(() => world.nowMs >= closesMs || world.timers.workPending === 0),
    );
    for (const { id } of this.armed) this.embedded.engine.lift(id);
  }

  private context(): StormContext<Work> {
    const { cloud, stack, definition } = this;
    const system = { aws: cloud.aws.bind(cloud), cloud, stack };
    return {
      ...system,
      submit: (work) => this.submit(system, work),
      inject: (fault) => this.inject(fault),
      mark: (name) => this.mark(name),
      outcomes: (name) => (name === undefined ? definition.system.outcomes(system) : this.look(system, name)),
    };
  }

  private async look(system: SystemContext, name: string): Promise<Outcome[]> {
    this.mark(name);
    const submitted = this.submitted.map(({ id }) => id);
    const outcomes = await this.definition.system.outcomes(system);
    this.looks.push({ name, atMs: this.embedded.world.nowMs, submitted, outcomes });
    return outcomes;
  }

  private async submit(system: SystemContext, work: number | Work): Promise<void> {
    const { definition } = this;
    const pieces: Work[] = [];
    if (typeof work === 'number') {
      for (let i = 0; i < work; i++) pieces.push(definition.system.work(this.submitted.length + i + 1));
    } else {
      pieces.push(work);
    }
    const known = new Set(this.submitted.map(({ id }) => id));
    this.submitted.push(...pieces);
    for (const piece of pieces) {
      if (known.has(piece.id) && this.twin === 'is the twin') continue;
      await forWork(piece.id, () => definition.system.submit(system, piece));
    }
  }

  private inject(fault: Fault): Injected {
    const { engine, world } = this.embedded;
    const id = `${fault.kind}-${this.armed.length + 1}`;
    const isInert = this.options.inert === id || this.twin === 'is the twin';
    const armed = arm(isInert ? withoutEffect(fault) : fault, id, world, (selected, arn) =>
      this.means(selected, arn),
    );
    this.armed.push(armed);
    engine.inject(armed);
    return {
      get fired() {
        return armed.fired;
      },
      lift: () => engine.lift(armed.id),
    };
  }

  private means(selected: string, arn: string | undefined): boolean {
    if (arn === undefined) return false;
    const named = this.stack.logicalIdOf(arn.replace(/:\$LATEST$/, ''));
    if (selected === arn || selected === named) return true;
    // A bucket's objects belong to it.
    const bucket = /^arn:[^:]+:s3:::([^/]+)\//.exec(arn)?.[1];
    return bucket !== undefined && (bucket === selected || this.stack.logicalIdOf(bucket) === selected);
  }

  private mark(name: string): void {
    this.embedded.engine.trace({ type: 'mark', cause: 0, mark: name });
  }

  private async gather(): Promise<Evidence> {
    const { definition, cloud, stack, twin, looks } = this;
    const before = this.embedded.world.trace.length;
    const system = { aws: cloud.aws.bind(cloud), cloud, stack };
    const noun = definition.system.noun ?? 'work item';
    const deadLetters = await readDeadLetters(stack, definition.system.deadLetters ?? []);
    const outcomes = await definition.system.outcomes(system);
    const grants = asksFor(definition, 'grants') ? await readGrants(cloud, stack) : undefined;
    if (twin !== undefined && twin !== 'is the twin') this.failures.push(...twin.failures);
    const trace = this.embedded.world.trace.entries.slice(this.startEntry, before);
    return evidenceOf(stack, noun, {
      trace,
      startMs: this.startMs,
      submitted: this.submitted,
      outcomes,
      deadLetters,
      looks,
      ...(grants === undefined ? {} : { grants }),
      ...(twin === undefined || twin === 'is the twin' ? {} : { twin: twin.outcomes }),
    });
  }

  private result(evidence: Evidence, proofs: Proof[], skipped: Skip[]): Played {
    const { world, engine } = this.embedded;
    const trace = world.trace.entries.slice(this.startEntry);
    const faultsFired: Record<string, number> = {};
    for (const { id, fired } of this.armed) faultsFired[id] = fired;
    const copies = this.armed.filter(({ fault }) => fault.proof === 'copy');
    return {
      title: this.definition.title,
      seed: this.seed,
      failures: this.failures,
      proofs,
      skipped,
      calls: trace.filter(({ type }) => type === 'call').length,
      faultsFired,
      duplicatesDelivered: copies.reduce((sum, { fired }) => sum + fired, 0),
      virtualMs: world.nowMs - this.startMs,
      trace,
      traceHash: world.trace.hash(this.startEntry),
      templateHash: this.deployed.templateHash,
      record: { roots: world.chance.record(), decisions: world.decisions.record() },
      decisionsMatched: world.decisions.matchedCount,
      decisionsRecorded: world.decisions.recordedCount,
      evidence,
      modelledOnly: [...engine.modelledOnly],
      lateCalls: this.embedded.lateCalls,
    };
  }
}

/** The fault with its decisions, but without what they do. */
function withoutEffect(fault: Fault): Fault {
  const { kind, title, dose, proof } = fault;
  return { kind, title, dose, proof };
}
