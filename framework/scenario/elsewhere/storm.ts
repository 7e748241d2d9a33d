import type { Cloud } from '../../backends/cloud';
import type { DeployOptions } from '../../backends/deploy';
import { Embedded } from '../../backends/embedded/embedded';
import { Endpoint } from '../../backends/endpoint/endpoint';
import type { Stack } from '../../backends/stack';
import { forWork } from '../../backends/work';
import { arm, type Armed, type Fault } from '../../faults';
import { StormError } from '../../kernel';
import type { Look, Outcome, Work } from '../../properties/property';
import type { Injected, ScenarioDefinition, StormContext } from '../scenario';
import type { SystemContext } from '../system';
import { stackNameOf } from '../../backends/endpoint/stacks';

/** What a storm's body works with on any cloud, deployed to for this scenario alone. */
export class StormElsewhere {
  readonly armed: Armed[] = [];
  readonly submitted: Work[] = [];
  readonly looks: Look[] = [];
  /** Further stacks that the storm deployed. */
  readonly stacks: string[] = [];

  constructor(
    private readonly definition: ScenarioDefinition,
    private readonly cloud: Cloud,
    private readonly stack: Stack,
    private readonly options: DeployOptions,
  ) {}

  get system(): SystemContext {
    const { cloud, stack } = this;
    return { aws: cloud.aws.bind(cloud), cloud, stack };
  }

  get context(): StormContext<Work> {
    const { system } = this;
    return {
      ...system,
      submit: (work) => this.submit(work),
      inject: (fault) => this.inject(fault),
      mark: (name) => this.mark(name),
      outcomes: async (name) => {
        const outcomes = await this.definition.system.outcomes(system);
        if (name !== undefined) this.look(name, outcomes);
        return outcomes;
      },
      look: (name, rows) => this.look(name, rows),
      deploy: (name, parameters, template) => this.deploy(name, parameters, template),
      forAll: () => {
        throw new StormError(
          'STORM_CLOUD_LACKS',
          'Made-up input is tried on the embedded cloud alone: this one can’t be forked.',
        );
      },
    };
  }

  /** Ends all faults. */
  lift(): void {
    for (const { id } of this.armed) this.liftOne(id);
  }

  mark(name: string): void {
    const { backend } = this.cloud;
    if (backend instanceof Endpoint) backend.way.trace({ type: 'mark', cause: 0, mark: name });
  }

  private liftOne(id: string): void {
    const { backend } = this.cloud;
    if (backend instanceof Endpoint) backend.injector.lift(id);
    if (backend instanceof Embedded) backend.engine.lift(id);
  }

  private look(name: string, outcomes: readonly Outcome[]): void {
    this.mark(name);
    const submitted = this.submitted.map(({ id }) => id);
    this.looks.push({ name, atMs: this.cloud.backend.nowMs(), submitted, outcomes });
  }

  private async submit(work: number | Work): Promise<void> {
    const { definition, submitted } = this;
    const pieces =
      typeof work === 'number'
        ? Array.from({ length: work }, (_, i) => definition.system.work(submitted.length + i + 1))
        : [work];
    submitted.push(...pieces);
    for (const piece of pieces) await forWork(piece.id, () => definition.system.submit(this.system, piece));
  }

  private inject(fault: Fault): Injected {
    const id = `${fault.kind}-${this.armed.length + 1}`;
    const armed = this.armOn(fault, id);
    this.armed.push(armed);
    return {
      get fired() {
        return armed.fired;
      },
      lift: () => this.liftOne(id),
    };
  }

  private armOn(fault: Fault, id: string): Armed {
    const { backend } = this.cloud;
    if (backend instanceof Endpoint)
      return backend.injector.inject(fault, id, (wanted, named) => this.means(wanted, named));
    if (!(backend instanceof Embedded))
      throw new StormError('STORM_CLOUD_LACKS', `${backend.name} takes no faults.`);
    const armed = arm(fault, id, backend.world, (wanted, named) => this.means(wanted, named));
    backend.engine.inject(armed);
    return armed;
  }

  /** Requests name resources by name, URL or ARN; the last part is the name in all of them. */
  private means(selected: string, named: string | undefined): boolean {
    if (named === undefined) return false;
    if (named.includes(' ')) return named.split(' ').some((one) => this.means(selected, one));
    const logicalId = this.stack.logicalIdOf(named.replace(/:\$LATEST$/, ''));
    if (selected === named || selected === logicalId || !this.stack.has(selected))
      return selected === named || selected === logicalId;
    return lastPart(this.stack.ref(selected)) === lastPart(named);
  }

  private deploy(name: string, parameters: Record<string, string> = {}, template?: string): Promise<Stack> {
    const stackName = stackNameOf(name);
    this.stacks.push(stackName);
    return this.cloud.deploy(template ?? this.definition.system.template, {
      ...this.options,
      stackName,
      parameters: { ...(template === undefined ? this.options.parameters : {}), ...parameters },
    });
  }
}

/** The name in an ARN or a URL. */
function lastPart(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
}
