import { CloudFormation, type StackEvent } from '@aws-sdk/client-cloudformation';
import { StormError } from '../kernel';
import type { Template } from '../template';
import { attributeOf } from './attributes';
import type { Cloud } from './cloud';
import { readTemplate } from './packages';
import { Queue } from './queue';
import type { Sources } from './sources';
import {
  eventsOf,
  rescueStack,
  rest,
  updateStack,
  type ActOptions,
  type DeleteOptions,
  type Rescued,
  type StackEnd,
  type UpdateOptions,
} from './stack-changes';

interface Resource {
  type: string;
  physicalId: string;
}

/** What is known of a stack: read when it was deployed, and again after each change made through here. */
interface Told {
  name: string;
  template: Template;
  resources: ReadonlyMap<string, Resource>;
  outputs: ReadonlyMap<string, string>;
}

/** A deployed stack, as its template names things. */
export class Stack {
  private constructor(
    private readonly cloud: Cloud,
    readonly id: string,
    private told: Told,
    private readonly sources: Sources,
    private lastAttempted?: Template,
  ) {}

  /** Reads what CloudFormation says of a stack. */
  static async read(cloud: Cloud, stackId: string, template: Template, sources: Sources): Promise<Stack> {
    return new Stack(cloud, stackId, await tell(cloud, stackId, template), sources);
  }

  /** The same stack in another cloud, which is a fork of the one it was deployed to. */
  in(cloud: Cloud): Stack {
    return new Stack(cloud, this.id, this.told, this.sources, this.lastAttempted);
  }

  get name(): string {
    return this.told.name;
  }

  /** The template that was deployed last and came through. */
  get template(): Template {
    return this.told.template;
  }

  /** The template of the last change that was asked for, whether that came through or not. */
  get attempted(): Template {
    return this.lastAttempted ?? this.template;
  }

  /**
   * Updates the stack and waits until that is over, well or not: a rollback is an answer, not an error. What
   * CloudFormation refuses at once (`No updates are to be performed.`) is thrown as the SDK throws it.
   *
   * @example
   * const end = await stack.update({ template: 'templates/orders/v2.yaml' });
   * if (end.status !== 'UPDATE_COMPLETE') await end.rescue();
   */
  update(options: UpdateOptions): Promise<StackEnd> {
    return this.changed(async (client) => {
      const { template, ...changes } = options;
      const next = template === undefined ? undefined : readTemplate(template, this.sources);
      await updateStack(
        this.cloud,
        client,
        this.id,
        { current: this.template, next, sources: this.sources },
        changes,
      );
      return next;
    }, options);
  }

  /** Deletes the stack and waits until that is over, well or not. */
  delete(options: DeleteOptions = {}): Promise<StackEnd> {
    return this.changed(async (client) => {
      await client.deleteStack({
        StackName: this.id,
        ...(options.retain === undefined ? {} : { RetainResources: [...options.retain] }),
        ...(options.force === true ? { DeletionMode: 'FORCE_DELETE_STACK' } : {}),
      });
      return undefined;
    }, options);
  }

  /** Takes a stack that failed without a rollback back to where it was stable last. */
  rollback(options: ActOptions = {}): Promise<StackEnd> {
    return this.changed(async (client) => {
      await client.rollbackStack({ StackName: this.id });
      return undefined;
    }, options);
  }

  /**
   * Finds and takes the steps out of whatever state the stack is stuck in: tries again first, then skips or leaves
   * behind what fails again.
   */
  rescue(options: ActOptions = {}): Promise<Rescued> {
    return this.cloud.play(async () => {
      const rescued = await rescueStack(this.client(options), this.id, this.name, this.cloud);
      this.told = await tell(this.cloud, this.id, this.template);
      return rescued;
    });
  }

  /** What happened to the stack and its resources so far, from the beginning. */
  events(): Promise<StackEvent[]> {
    return this.cloud.play(() => eventsOf(this.client({}), this.id));
  }

  /** Does something that changes the stack, and waits until it has come to rest. */
  private changed(
    act: (client: CloudFormation) => Promise<Template | undefined>,
    options: ActOptions,
  ): Promise<StackEnd> {
    return this.cloud.play(async () => {
      const client = this.client(options);
      const before = await eventsOf(client, this.id);
      const next = await act(client);
      this.lastAttempted = next ?? this.template;
      const { status, reason } = await rest(client, this.id, this.cloud.backend.pace);
      const isNew = next !== undefined && status === 'UPDATE_COMPLETE';
      this.told = await tell(this.cloud, this.id, isNew ? next : this.template);
      const events = (await eventsOf(client, this.id)).slice(before.length);
      return {
        status,
        ...(reason === undefined ? {} : { reason }),
        events,
        rescue: () => this.rescue(options),
      };
    });
  }

  private client({ as }: ActOptions): CloudFormation {
    return this.cloud.aws(CloudFormation, as === undefined ? {} : { as });
  }

  /** What `Ref` gives for a resource: a bucket's or table's name, a queue's URL. */
  ref(logicalId: string): string {
    return this.resource(logicalId).physicalId;
  }

  /**
   * What `Fn::GetAtt` gives. On clouds that don't tell, it is worked out from the resource's name where AWS
   * fixes its form.
   */
  att(logicalId: string, attribute: string): string {
    const { type, physicalId } = this.resource(logicalId);
    const value = attributeOf(type, attribute, physicalId, this.cloud);
    if (value !== undefined) return value;
    throw new StormError(
      'STORM_BAD_INPUT',
      `The attribute ${attribute} of ${logicalId} (${type}) can't be told from outside.`,
      {
        fix: `add an output with !GetAtt ${logicalId}.${attribute} to ${this.template.file} and read it with stack.output()`,
      },
    );
  }

  /** An output of the stack. */
  output(name: string): string {
    const value = this.told.outputs.get(name);
    if (value !== undefined) return value;
    throw new StormError('STORM_BAD_INPUT', `The stack ${this.name} has no output '${name}'.`, {
      fix: `use one of: ${[...this.told.outputs.keys()].join(', ') || '(it has none)'}`,
    });
  }

  /** Whether the stack has a resource of that logical id. */
  has(logicalId: string): boolean {
    return this.told.resources.has(logicalId);
  }

  /** A queue of the stack, to look into. */
  queue(logicalId: string): Queue {
    const { type, physicalId } = this.resource(logicalId);
    if (type !== 'AWS::SQS::Queue') {
      throw new StormError('STORM_BAD_INPUT', `${logicalId} is no queue: it is of type ${type}.`);
    }
    return new Queue(this.cloud, logicalId, physicalId);
  }

  /** Waits until no work is left in the cloud. */
  settle(): Promise<void> {
    return this.cloud.settle();
  }

  /** The logical id of a resource by its physical id or ARN. */
  logicalIdOf(nameOrArn: string): string | undefined {
    for (const [logicalId, { type, physicalId }] of this.told.resources) {
      if (physicalId === nameOrArn || attributeOf(type, 'Arn', physicalId, this.cloud) === nameOrArn)
        return logicalId;
    }
    return undefined;
  }

  /** Logical ids by each physical id and ARN, for whoever has to tell them elsewhere. */
  get names(): Record<string, string> {
    const names: Record<string, string> = {};
    for (const [logicalId, { type, physicalId }] of this.told.resources) {
      names[physicalId] ??= logicalId;
      const arn = attributeOf(type, 'Arn', physicalId, this.cloud);
      if (arn !== undefined) names[arn] ??= logicalId;
    }
    return names;
  }

  private resource(logicalId: string): Resource {
    const resource = this.told.resources.get(logicalId);
    if (resource !== undefined) return resource;
    throw new StormError('STORM_BAD_INPUT', `The stack ${this.name} has no resource '${logicalId}'.`, {
      fix: `use one of: ${[...this.told.resources.keys()].join(', ')}`,
    });
  }
}

async function tell(cloud: Cloud, stackId: string, template: Template): Promise<Told> {
  const client = cloud.aws(CloudFormation);
  const { Stacks = [] } = await client.describeStacks({ StackName: stackId });
  const { StackResources = [] } = await client.describeStackResources({ StackName: stackId });
  const [description] = Stacks;
  const resources = StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE').map(
    ({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) =>
      [LogicalResourceId, { type: ResourceType, physicalId: PhysicalResourceId }] as const,
  );
  const outputs = (description?.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  );
  return {
    name: description?.StackName ?? stackId,
    template,
    resources: new Map(resources),
    outputs: new Map(outputs),
  };
}
