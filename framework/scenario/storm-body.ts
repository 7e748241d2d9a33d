import type { Cloud } from '../backends/cloud';
import type { Stack } from '../backends/stack';
import { forWork } from '../backends/work';
import type { Armed, Fault } from '../faults';
import type { Look, Outcome, Work } from '../properties/property';
import type { Trial } from './generated';
import type { Injected, ScenarioDefinition, StormContext } from './scenario';
import type { SystemContext } from './system';

/** What a storm's body works with and what it has done so far, the same on every cloud. */
export abstract class StormBody {
  readonly armed: Armed[] = [];
  readonly submitted: Work[] = [];
  readonly looks: Look[] = [];

  constructor(
    protected readonly definition: ScenarioDefinition,
    protected readonly cloud: Cloud,
    protected readonly stack: Stack,
  ) {}

  get system(): SystemContext {
    const { cloud, stack } = this;
    return { aws: cloud.aws.bind(cloud), cloud, stack };
  }

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

  abstract mark(name: string): void;
  protected abstract forAll<T>(what: string, trial: Trial<T>): Promise<void>;
  protected abstract deploy(
    name: string,
    parameters?: Record<string, string>,
    template?: string,
  ): Promise<Stack>;
  /** Puts a fault into effect. */
  protected abstract arm(fault: Fault, id: string): Armed;
  protected abstract liftOne(id: string): void;

  /** Work that is given to the system, of these pieces; `known` is what it has been given before. */
  protected toSubmit(pieces: readonly Work[], _known: readonly Work[]): readonly Work[] {
    return pieces;
  }

  private look(name: string, outcomes: readonly Outcome[]): void {
    this.mark(name);
    const submitted = this.submitted.map(({ id }) => id);
    this.looks.push({ name, atMs: this.cloud.backend.nowMs(), submitted, outcomes });
  }

  private async submit(context: SystemContext, work: number | Work): Promise<void> {
    const { system } = this.definition;
    const known = [...this.submitted];
    const pieces =
      typeof work === 'number'
        ? Array.from({ length: work }, (_, at) => system.work(known.length + at + 1))
        : [work];
    this.submitted.push(...pieces);
    for (const piece of this.toSubmit(pieces, known)) {
      await forWork(piece.id, () => system.submit(context, piece));
    }
  }

  private inject(fault: Fault): Injected {
    const armed = this.arm(fault, `${fault.kind}-${this.armed.length + 1}`);
    this.armed.push(armed);
    return {
      get fired() {
        return armed.fired;
      },
      lift: () => this.liftOne(armed.id),
    };
  }
}
