import type { Cloud } from '../../backends/cloud';
import { readTemplate, templateHash, type DeployOptions } from '../../backends/deploy';
import { Embedded } from '../../backends/embedded/embedded';
import { Endpoint } from '../../backends/endpoint/endpoint';
import type { Inside } from '../../backends/endpoint/inside';
import type { Observed } from '../../backends/observer';
import type { Stack } from '../../backends/stack';
import { canonicalJson, milliseconds, StormError, type TraceEntry } from '../../kernel';
import type { Evidence } from '../../properties/property';
import { evidenceOf, readDeadLetters } from '../evidence';
import { readGrants } from '../grants';
import { judge, type Failure, type Proof, type Skip } from '../judge';
import type { Played } from '../played';
import type { ScenarioDefinition } from '../scenario';
import type { Flaw } from '../system';
import { deployOptions } from '../worlds';
import { removeStack, stackNameOf } from '../../backends/endpoint/stacks';
import { defectsOf, noEvidence, notEmulated } from './evidence';
import { behaviours, judgeable, lackText, needsOf } from './needs';
import { StormElsewhere } from './storm';

export interface ElsewhereOptions {
  flaw?: Flaw;
  say: (line: string) => void;
}

/** What came of a scenario on a cloud that it was deployed to for itself. */
export interface Elsewhere {
  /** Why it was not played at all. */
  skipped?: string;
  played?: Played;
  /** The cloud can't show the behaviour, so only what the template configures was read. */
  isConfigurationOnly?: boolean;
  /** Calls of the scenario, for comparisons with other clouds. */
  calls: readonly Observed[];
  outcomes: Evidence['outcomes'];
}

const dayMs = 24 * 3_600_000;
/** As long as work that faults can hit may go on. */
const stormMaxMs = dayMs;

/** Plays a scenario on any cloud: deploys for it alone, storms, waits, judges, and deletes what it deployed. */
export async function playElsewhere(
  definition: ScenarioDefinition,
  cloud: Cloud,
  options: ElsewhereOptions,
): Promise<Elsewhere> {
  const lacking = needsOf(definition).filter((need) => !cloud.can[need]);
  const reason = lackText(cloud, lacking);
  // What a cloud does not even keep can't be read from it.
  const isKept = lacking.every((need) => behaviours.includes(need));
  if (lacking.length > 0 && (definition.configured === undefined || !isKept))
    return { skipped: reason, calls: [], outcomes: [] };
  const { backend } = cloud;
  if (backend instanceof Endpoint) await backend.invocations.listen();
  const run = new RunElsewhere(definition, cloud, options);
  try {
    return await cloud.play(() => run.play(lacking.length > 0 ? reason : undefined));
  } finally {
    await cloud.play(() => run.cleanUp());
  }
}

class RunElsewhere {
  private readonly failures: Failure[] = [];
  private readonly calls: Observed[] = [];
  private readonly deployment: DeployOptions & { stackName: string };
  private startMs: number;
  private startEntry: number;
  /** Of a cloud of our own, what its trace told at the end. */
  private told: readonly TraceEntry[] = [];
  /** While calls are the harness's own looks, as many as time allows, and no part of the story. */
  private isPolling = false;
  private storm: StormElsewhere | undefined;

  constructor(
    private readonly definition: ScenarioDefinition,
    private readonly cloud: Cloud,
    private readonly options: ElsewhereOptions,
  ) {
    const { system } = definition;
    this.deployment = { ...deployOptions(system, options.flaw), stackName: stackNameOf(system.name) };
    this.startMs = cloud.backend.nowMs();
    const { backend } = cloud;
    this.startEntry = backend instanceof Endpoint ? backend.trace.length : 0;
    cloud.observer = (call) => void (this.isPolling || this.calls.push(call));
  }

  async play(lacking: string | undefined): Promise<Elsewhere> {
    const { definition, cloud } = this;
    // What earlier ones left in windows of metrics and traces is a day old then.
    await this.inside?.advance(dayMs);
    const stack = await this.deploy();
    if (typeof stack === 'string') return { skipped: stack, calls: [], outcomes: [] };
    if (stack === undefined) return this.result(undefined, [], []);
    const storm = new StormElsewhere(definition, cloud, stack, this.deployment);
    this.storm = storm;
    if (lacking !== undefined) return this.readConfiguration(storm, lacking);
    await this.begin();
    try {
      // Calls up to here are the deployment's, which each cloud polls as often as it likes.
      this.calls.length = 0;
      await this.telling('storm', () => definition.storm(storm.context));
      // The storm lasts as long as there is work that its faults can hit.
      if (storm.armed.length > 0) await this.telling('storm', () => this.endStorm(storm));
      storm.lift();
      await this.telling('calm', () => this.calm(storm));
      const evidence = await this.gather(storm, stack);
      if (definition.after !== undefined)
        await this.telling('after', async () => definition.after?.(storm.context));
      return this.judged(evidence);
    } catch (error) {
      if (!(error instanceof StormError) || error.code !== 'STORM_CLOUD_LACKS') throw error;
      return { skipped: error.message.replace(/^STORM_CLOUD_LACKS +/, ''), calls: [], outcomes: [] };
    }
  }

  /** Deletes what was deployed. */
  async cleanUp(): Promise<void> {
    this.storm?.lift();
    await this.inside?.clear();
    this.cloud.observer = undefined;
    for (const name of [this.deployment.stackName, ...(this.storm?.stacks ?? [])]) {
      const problem = await removeStack(this.cloud, name);
      if (problem !== undefined) this.options.say(`the stack ${name} is left: ${problem}`);
    }
  }

  /** The stack; undefined where it failed, and the reason where the cloud does not know what is in it. */
  private async deploy(): Promise<Stack | string | undefined> {
    try {
      return await this.cloud.deploy(this.definition.system.template, this.deployment);
    } catch (error) {
      if (error instanceof StormError && error.code !== 'STORM_DEPLOY_FAILED') throw error;
      const unknown = /Unrecognized resource types: \[[^\]]*\]/.exec(
        error instanceof Error ? error.message : '',
      );
      if (unknown !== null) return `${this.cloud.backend.name} can’t deploy it: ${unknown[0]}`;
      this.failures.push({ kind: 'error', part: 'deployment', error });
      return undefined;
    }
  }

  private async readConfiguration(storm: StormElsewhere, lacking: string): Promise<Elsewhere> {
    const { definition } = this;
    const proofs: Proof[] = [];
    await this.telling('configuration', async () => {
      const proven = await definition.configured?.(storm.system);
      proofs.push({ property: 'configuration only', proven: proven ?? '' });
    });
    const skipped = definition.holds.map(({ name }) => ({ property: name, reason: lacking }));
    return { ...this.result(undefined, proofs, skipped), isConfigurationOnly: true };
  }

  private get inside(): Inside | undefined {
    const { backend } = this.cloud;
    return backend instanceof Endpoint ? backend.inside : undefined;
  }

  /** The story begins after the deployment; of a foreign cloud nothing is known but what passed by. */
  private async begin(): Promise<void> {
    const { inside } = this;
    const { backend } = this.cloud;
    if (backend instanceof Embedded) {
      this.startEntry = backend.world.trace.length;
      this.startMs = backend.nowMs();
    }
    if (inside === undefined) return;
    await inside.readClock();
    this.startEntry = inside.entries;
    this.startMs = inside.nowMs;
  }

  /** The storm goes on until every window has closed or no work is left. */
  private endStorm(storm: StormElsewhere): Promise<void> {
    const { backend } = this.cloud;
    if (backend instanceof Embedded) return backend.until(() => storm.isOver(backend));
    return this.inside?.settle(stormMaxMs, 'faults over') ?? this.calm(storm);
  }

  /** At rest when neither the cloud nor what came of the work changes any more. */
  private async calm(storm: StormElsewhere): Promise<void> {
    const { definition, cloud } = this;
    const { backend } = cloud;
    const calmMs = definition.calm === undefined ? undefined : milliseconds(definition.calm);
    if (!(backend instanceof Endpoint)) return backend.settle(calmMs);
    this.isPolling = true;
    try {
      await backend.settle(calmMs, async () => canonicalJson(await definition.system.outcomes(storm.system)));
    } finally {
      this.isPolling = false;
    }
  }

  private async telling(part: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      if (error instanceof StormError && ['STORM_INTERNAL', 'STORM_CLOUD_LACKS'].includes(error.code))
        throw error;
      this.failures.push({ kind: 'error', part, error });
    }
  }

  private async gather(storm: StormElsewhere, stack: Stack): Promise<Evidence> {
    const { definition, cloud } = this;
    const { system, holds } = definition;
    const outcomes = await system.outcomes(storm.system);
    const deadLetters = await readDeadLetters(stack, system.deadLetters ?? []);
    const asksForGrants = cloud.can.permissions && holds.some(({ reads = [] }) => reads.includes('grants'));
    const grants = asksForGrants ? await readGrants(cloud, stack) : undefined;
    if (this.inside !== undefined) this.told = await this.inside.traceAfter(this.startEntry);
    return evidenceOf(stack, system.noun ?? 'work item', {
      trace: this.trace(),
      startMs: this.startMs,
      submitted: storm.submitted,
      outcomes,
      deadLetters,
      looks: storm.looks,
      tried: [],
      ...(grants === undefined ? {} : { grants }),
    });
  }

  private judged(evidence: Evidence): Elsewhere {
    const { definition, cloud, failures } = this;
    const defects = defectsOf(evidence.trace);
    for (const error of defects) failures.push({ kind: 'error', part: 'cloud', error });
    if (defects.length > 0) return this.result(evidence, [], []);
    const { holds, skips } = judgeable(definition, cloud);
    const { proofs, skipped } = judge(
      { ...definition, holds },
      evidence,
      cloud.can,
      this.storm?.armed ?? [],
      notEmulated(evidence.trace),
      failures,
    );
    const all = [...skips, ...skipped];
    // What claims nothing proves nothing: such a story is no green one.
    const [first] = all;
    if (failures.length === 0 && proofs.length === 0 && first !== undefined)
      return { skipped: `none of what it claims can be judged: ${first.reason}`, calls: [], outcomes: [] };
    return this.result(evidence, proofs, all);
  }

  private result(evidence: Evidence | undefined, proofs: Proof[], skipped: Skip[]): Elsewhere {
    const { definition, cloud, failures, storm, calls } = this;
    const trace = this.trace();
    const armed = storm?.armed ?? [];
    const { sources } = this.deployment;
    const { backend } = cloud;
    const played: Played = {
      title: definition.title,
      seed: definition.title,
      failures,
      proofs,
      skipped,
      calls: trace.filter(({ type }) => type === 'call').length,
      faultsFired: Object.fromEntries(armed.map(({ id, fired }) => [id, fired])),
      duplicatesDelivered: armed
        .filter(({ fault }) => fault.proof === 'copy')
        .reduce((sum, { fired }) => sum + fired, 0),
      virtualMs: backend.nowMs() - this.startMs,
      trace,
      traceHash: '',
      templateHash:
        sources === undefined ? '' : templateHash(readTemplate(definition.system.template, sources)),
      record:
        backend instanceof Endpoint
          ? backend.injector.record
          : { roots: {}, decisions: { picks: [], draws: {} } },
      decisionsMatched: 0,
      decisionsRecorded: 0,
      evidence: evidence ?? noEvidence(trace, this.startMs),
      swarm: false,
      modelledOnly: [],
      lateCalls: 0,
    };
    return { played, calls: [...calls], outcomes: played.evidence.outcomes };
  }

  private trace(): readonly TraceEntry[] {
    const { backend } = this.cloud;
    if (backend instanceof Embedded) return backend.world.trace.entries.slice(this.startEntry);
    if (this.inside !== undefined) return this.told;
    return backend instanceof Endpoint ? backend.trace.entries.slice(this.startEntry) : [];
  }
}
