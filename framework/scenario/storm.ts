import { forWork } from '../backends/work';
import type { Cloud } from '../backends/cloud';
import { deployOptions } from './worlds';
import type { Embedded } from '../backends/embedded/embedded';
import type { Stack } from '../backends/stack';
import { arm, type Armed, type Fault } from '../faults';
import type { Look, Outcome, Tried, Work } from '../properties/property';
import { tryAll, type Trial } from './generated';
import type { Injected, ScenarioDefinition, StormContext } from './scenario';
import { drawnFaults } from './swarm';
import type { Flaw, SystemContext } from './system';

export interface StormOptions {
  /** Faults of this id have no effect; 'all' of a twin, which also submits nothing twice. */
  inert?: string;
  flaw?: Flaw;
}

/** What a storm's body works with, and what it has done so far. */
export class Storm {
  readonly armed: Armed[] = [];
  /** Faults that the seed chose; that one of them met nothing says nothing. */
  readonly swarm: Armed[] = [];
  readonly submitted: Work[] = [];
  readonly looks: Look[] = [];
  readonly tried: Tried[] = [];

  constructor(
    private readonly definition: ScenarioDefinition,
    private readonly cloud: Cloud,
    private readonly embedded: Embedded,
    private readonly stack: Stack,
    private readonly options: StormOptions,
  ) {}

  get context(): StormContext<Work> {
    const { system } = this;
    return {
      ...system,
      submit: (work) => this.submit(system, work),
      inject: (fault) => this.inject(fault),
      mark: (name) => this.mark(name),
      outcomes: async (name) => {
        const outcomes = await this.definition.system.outcomes(system);
        if (name !== undefined) this.look(name, outcomes);
        return outcomes;
      },
      look: (name, rows) => this.look(name, rows),
      deploy: (stackName, parameters, template) => this.deploy(stackName, parameters, template),
      forAll: (what, trial) => this.forAll(what, trial),
    };
  }

  get system(): SystemContext {
    const { cloud, stack } = this;
    return { aws: cloud.aws.bind(cloud), cloud, stack };
  }

  /** Injects those of the scenario's candidates that the seed chooses. */
  injectSwarm(): void {
    const { definition, embedded } = this;
    if (definition.swarm === undefined) return;
    for (const fault of drawnFaults(definition.swarm, embedded.world)) {
      this.swarm.push(this.armWith(fault, `swarm-${fault.kind}-${this.swarm.length + 1}`));
    }
  }

  lift(): void {
    for (const { id } of [...this.armed, ...this.swarm]) this.embedded.engine.lift(id);
  }

  /** When the last window closes by itself; never, where a fault lasts the whole storm. */
  get closesMs(): number {
    const all = [...this.armed, ...this.swarm];
    return Math.max(...all.map(({ untilMs }) => untilMs ?? Infinity), this.embedded.world.nowMs);
  }

  mark(name: string): void {
    this.embedded.engine.trace({ type: 'mark', cause: 0, mark: name });
  }

  private look(name: string, outcomes: readonly Outcome[]): void {
    this.mark(name);
    const submitted = this.submitted.map(({ id }) => id);
    this.looks.push({ name, atMs: this.embedded.world.nowMs, submitted, outcomes });
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
      if (known.has(piece.id) && this.options.inert === 'all') continue;
      await forWork(piece.id, () => definition.system.submit(system, piece));
    }
  }

  private inject(fault: Fault): Injected {
    const { engine } = this.embedded;
    const armed = this.armWith(fault, `${fault.kind}-${this.armed.length + 1}`);
    this.armed.push(armed);
    return {
      get fired() {
        return armed.fired;
      },
      lift: () => engine.lift(armed.id),
    };
  }

  private armWith(fault: Fault, id: string): Armed {
    const { inert } = this.options;
    const { engine, world } = this.embedded;
    const effective = inert === id || inert === 'all' ? withoutEffect(fault) : fault;
    const armed = arm(effective, id, world, (selected, arn) => this.means(selected, arn));
    engine.inject(armed);
    return armed;
  }

  private means(selected: string, arn: string | undefined): boolean {
    if (arn === undefined) return false;
    const named = this.stack.logicalIdOf(arn.replace(/:\$LATEST$/, ''));
    if (selected === arn || selected === named) return true;
    // A bucket's objects belong to it.
    const bucket = /^arn:[^:]+:s3:::([^/]+)\//.exec(arn)?.[1];
    return bucket !== undefined && (bucket === selected || this.stack.logicalIdOf(bucket) === selected);
  }

  private deploy(
    stackName: string,
    parameters: Record<string, string> = {},
    template?: string,
  ): Promise<Stack> {
    const { system } = this.definition;
    const options = deployOptions(system, this.options.flaw);
    return this.cloud.deploy(template ?? system.template, {
      ...options,
      stackName,
      // Those of the system are its own template's.
      parameters: { ...(template === undefined ? options.parameters : {}), ...parameters },
    });
  }

  private async forAll<T>(what: string, trial: Trial<T>): Promise<void> {
    this.tried.push(await tryAll(what, trial, this.embedded.world));
  }
}

/** The fault with its decisions, but without what they do. */
function withoutEffect(fault: Fault): Fault {
  const { kind, title, dose, proof } = fault;
  return { kind, title, dose, proof };
}
