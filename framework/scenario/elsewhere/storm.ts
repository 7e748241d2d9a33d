import type { Cloud } from '../../backends/cloud';
import type { DeployOptions } from '../../backends/deploy';
import { Embedded } from '../../backends/embedded/embedded';
import { Endpoint } from '../../backends/endpoint/endpoint';
import type { Stack } from '../../backends/stack';
import { arm, type Armed, type Fault } from '../../faults';
import { StormError } from '../../kernel';
import type { ScenarioDefinition } from '../scenario';
import { StormBody } from '../storm-body';
import { stackNameOf } from '../../backends/endpoint/stacks';

/** What a storm's body works with on any cloud, deployed to for this scenario alone. */
export class StormElsewhere extends StormBody {
  /** Further stacks that the storm deployed. */
  readonly stacks: string[] = [];

  constructor(
    definition: ScenarioDefinition,
    cloud: Cloud,
    stack: Stack,
    private readonly options: DeployOptions,
  ) {
    super(definition, cloud, stack);
  }

  /** Whether every fault's window has closed, or no work is left that one could hit. */
  isOver({ world }: Embedded): boolean {
    const closesMs = Math.max(...this.armed.map(({ untilMs }) => untilMs ?? Infinity));
    return world.nowMs >= closesMs || world.timers.workPending === 0;
  }

  /** Ends all faults. */
  lift(): void {
    for (const { id } of this.armed) this.liftOne(id);
  }

  mark(name: string): void {
    const { backend } = this.cloud;
    if (!(backend instanceof Endpoint)) return;
    if (backend.inside !== undefined) backend.inside.mark(name);
    else backend.way.trace({ type: 'mark', cause: 0, mark: name });
  }

  protected liftOne(id: string): void {
    const { backend } = this.cloud;
    if (backend instanceof Endpoint) (backend.inside ?? backend.injector).lift(id);
    if (backend instanceof Embedded) backend.engine.lift(id);
  }

  protected forAll(): Promise<void> {
    throw new StormError(
      'STORM_CLOUD_LACKS',
      'Made-up input is tried on the embedded cloud alone: this one can’t be forked.',
    );
  }

  protected arm(fault: Fault, id: string): Armed {
    const { backend } = this.cloud;
    if (backend instanceof Endpoint && backend.inside !== undefined)
      return backend.inside.inject(fault, id, this.definition.title, this.stack.names);
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

  protected deploy(name: string, parameters: Record<string, string> = {}, template?: string): Promise<Stack> {
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
