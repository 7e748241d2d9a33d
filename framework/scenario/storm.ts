import type { Cloud } from '../backends/cloud';
import { deployOptions } from './worlds';
import type { Embedded } from '../backends/embedded/embedded';
import type { Stack } from '../backends/stack';
import { arm, type Armed, type Fault } from '../faults';
import type { Tried, Work } from '../properties/property';
import { tryAll, type Trial } from './generated';
import type { ScenarioDefinition } from './scenario';
import { StormBody } from './storm-body';
import { drawnFaults } from './swarm';
import type { Flaw } from './system';

export interface StormOptions {
  /** Faults of this id have no effect; 'all' of a twin, which also submits nothing twice. */
  inert?: string;
  flaw?: Flaw;
}

/** A storm over the embedded cloud. */
export class Storm extends StormBody {
  /** Faults that the seed chose; that one of them met nothing says nothing. */
  readonly swarm: Armed[] = [];
  readonly tried: Tried[] = [];

  constructor(
    definition: ScenarioDefinition,
    cloud: Cloud,
    private readonly embedded: Embedded,
    stack: Stack,
    private readonly options: StormOptions,
  ) {
    super(definition, cloud, stack);
  }

  /** Injects those of the scenario's candidates that the seed chooses. */
  injectSwarm(): void {
    const { definition, embedded } = this;
    if (definition.swarm === undefined) return;
    for (const fault of drawnFaults(definition.swarm, embedded.world)) {
      this.swarm.push(this.arm(fault, `swarm-${fault.kind}-${this.swarm.length + 1}`));
    }
  }

  lift(): void {
    for (const { id } of [...this.armed, ...this.swarm]) this.liftOne(id);
  }

  /** When the last window closes by itself; never, where a fault lasts the whole storm. */
  get closesMs(): number {
    const all = [...this.armed, ...this.swarm];
    return Math.max(...all.map(({ untilMs }) => untilMs ?? Infinity), this.embedded.world.nowMs);
  }

  mark(name: string): void {
    this.embedded.engine.trace({ type: 'mark', cause: 0, mark: name });
  }

  /** A twin is given nothing twice. */
  protected override toSubmit(pieces: readonly Work[], known: readonly Work[]): readonly Work[] {
    if (this.options.inert !== 'all') return pieces;
    const ids = new Set(known.map(({ id }) => id));
    return pieces.filter(({ id }) => !ids.has(id));
  }

  protected liftOne(id: string): void {
    this.embedded.engine.lift(id);
  }

  protected arm(fault: Fault, id: string): Armed {
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

  protected deploy(
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

  protected async forAll<T>(what: string, trial: Trial<T>): Promise<void> {
    this.tried.push(await tryAll(what, trial, this.embedded.world));
  }
}

/** The fault with its decisions, but without what they do. */
function withoutEffect(fault: Fault): Fault {
  const { kind, title, dose, proof } = fault;
  return { kind, title, dose, proof };
}
