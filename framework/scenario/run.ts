import type { Cloud } from '../backends/cloud';
import type { Embedded } from '../backends/embedded/embedded';
import { leftovers } from '../backends/leftovers';
import type { Stack } from '../backends/stack';
import { milliseconds, StormError } from '../kernel';
import type { Evidence, Outcome, Reading } from '../properties/property';
import { evidenceOf, readDeadLetters } from './evidence';
import { readGrants } from './grants';
import { judge, type Failure, type Proof, type Skip } from './judge';
import type { Played, PlayOptions } from './played';
import type { ScenarioDefinition } from './scenario';
import { readStacks } from './stacks';
import { Storm } from './storm';
import { unloadableHandlers } from './unloadable';
import { forkWorld, type DeployedWorld } from './worlds';

/** What came of a storm that had no faults, and what went wrong in its telling. */
export interface Twin {
  outcomes: readonly Outcome[];
  failures: readonly Failure[];
}

/** One run of a scenario, in a fork of its own. */
export class Run {
  readonly failures: Failure[] = [];
  private readonly cloud: Cloud;
  private readonly embedded: Embedded;
  private readonly stack: Stack;
  private readonly storm: Storm;
  private readonly seed: string;
  private readonly startMs: number;
  private readonly startEntry: number;

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
    const inert = twin === 'is the twin' ? 'all' : options.inert;
    this.storm = new Storm(definition, cloud, embedded, stack, {
      ...(inert === undefined ? {} : { inert }),
      ...(options.flaw === undefined ? {} : { flaw: options.flaw }),
    });
    this.startMs = embedded.nowMs();
    this.startEntry = embedded.world.trace.length;
  }

  async play(): Promise<Played> {
    const { definition, cloud, failures } = this;
    const evidence = await this.tell();
    failures.unshift(...unloadableHandlers(this.embedded, evidence));
    const { notEmulated } = this.embedded.engine;
    const { armed } = this.storm;
    const { proofs, skipped } = judge(definition, evidence, cloud.can, armed, notEmulated, failures);
    return this.result(evidence, proofs, skipped);
  }

  /** The storm, the calm and what comes after, up to the verdict. */
  tell(): Promise<Evidence> {
    const { definition, storm } = this;
    return this.cloud.play(async () => {
      const { context } = storm;
      storm.mark('storm');
      if (this.options.swarm === true) storm.injectSwarm();
      await this.telling('storm', () => definition.storm(context));
      await this.endStorm();
      storm.mark('calm');
      const calmMs = definition.calm === undefined ? undefined : milliseconds(definition.calm);
      await this.telling('calm', () => this.embedded.settle(calmMs));
      const evidence = await this.gather();
      if (definition.after !== undefined && this.twin !== 'is the twin') {
        storm.mark('after');
        await this.telling('after', async () => definition.after?.(context));
      }
      return evidence;
    });
  }

  /** What comes of a run that this machine can't host: nothing is judged, and each property says why. */
  leftOut(reason: string): Played {
    const { definition, storm, startMs } = this;
    const evidence = evidenceOf(this.stack, definition.system.noun ?? 'work item', {
      trace: this.embedded.world.trace.entries.slice(this.startEntry),
      startMs,
      submitted: storm.submitted,
      outcomes: [],
      deadLetters: [],
      looks: storm.looks,
      tried: storm.tried,
    });
    return this.result(
      evidence,
      [],
      definition.holds.map(({ name }) => ({ property: name, reason })),
    );
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
    const { closesMs } = this.storm;
    await this.telling('storm', () =>
      this.embedded.until(() => world.nowMs >= closesMs || world.timers.workPending === 0),
    );
    this.storm.lift();
  }

  private async gather(): Promise<Evidence> {
    const { definition, cloud, stack, twin, storm } = this;
    const before = this.embedded.world.trace.length;
    const noun = definition.system.noun ?? 'work item';
    const deadLetters = await readDeadLetters(stack, definition.system.deadLetters ?? []);
    const outcomes = await definition.system.outcomes(storm.system);
    const grants = asksFor(definition, 'grants') ? await readGrants(cloud, stack) : undefined;
    const left = asksFor(definition, 'leftovers') ? await leftovers(cloud) : undefined;
    const stacks = asksFor(definition, 'stacks') ? await readStacks(cloud, stack) : undefined;
    if (twin !== undefined && twin !== 'is the twin') this.failures.push(...twin.failures);
    const trace = this.embedded.world.trace.entries.slice(this.startEntry, before);
    return evidenceOf(stack, noun, {
      trace,
      startMs: this.startMs,
      submitted: storm.submitted,
      outcomes,
      deadLetters,
      looks: storm.looks,
      tried: storm.tried,
      ...(grants === undefined ? {} : { grants }),
      ...(left === undefined ? {} : { leftovers: left }),
      ...(stacks === undefined ? {} : { stacks }),
      ...(twin === undefined || twin === 'is the twin' ? {} : { twin: twin.outcomes }),
    });
  }

  private result(evidence: Evidence, proofs: Proof[], skipped: Skip[]): Played {
    const { world, engine } = this.embedded;
    const trace = world.trace.entries.slice(this.startEntry);
    const faultsFired: Record<string, number> = {};
    const armed = [...this.storm.armed, ...this.storm.swarm];
    for (const { id, fired } of armed) faultsFired[id] = fired;
    const copies = armed.filter(({ fault }) => fault.proof === 'copy');
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
      swarm: this.options.swarm === true,
      modelledOnly: [...engine.modelledOnly],
      lateCalls: this.embedded.lateCalls,
    };
  }
}

function asksFor({ holds }: ScenarioDefinition, reading: Reading): boolean {
  return holds.some(({ reads = [] }) => reads.includes(reading));
}
