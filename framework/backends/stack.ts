import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { StormError } from '../kernel';
import type { Template } from '../template';
import { attributeOf } from './attributes';
import type { Cloud } from './cloud';
import { Queue } from './queue';

interface Resource {
  type: string;
  physicalId: string;
}

/** A deployed stack, as its template names things. */
export class Stack {
  private constructor(
    private readonly cloud: Cloud,
    readonly id: string,
    readonly name: string,
    readonly template: Template,
    private readonly resources: ReadonlyMap<string, Resource>,
    private readonly outputs: ReadonlyMap<string, string>,
  ) {}

  /** Reads what CloudFormation says of a stack. */
  static async read(cloud: Cloud, stackId: string, template: Template): Promise<Stack> {
    const client = cloud.aws(CloudFormation);
    const { Stacks = [] } = await client.describeStacks({ StackName: stackId });
    const { StackResources = [] } = await client.describeStackResources({ StackName: stackId });
    const [description] = Stacks;
    const resources = StackResources.map(
      ({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) =>
        [LogicalResourceId, { type: ResourceType, physicalId: PhysicalResourceId }] as const,
    );
    const outputs = (description?.Outputs ?? []).map(
      ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
    );
    return new Stack(
      cloud,
      stackId,
      description?.StackName ?? stackId,
      template,
      new Map(resources),
      new Map(outputs),
    );
  }

  /** The same stack in another cloud, which is a fork of the one it was deployed to. */
  in(cloud: Cloud): Stack {
    return new Stack(cloud, this.id, this.name, this.template, this.resources, this.outputs);
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
    const value = this.outputs.get(name);
    if (value !== undefined) return value;
    throw new StormError('STORM_BAD_INPUT', `The stack ${this.name} has no output '${name}'.`, {
      fix: `use one of: ${[...this.outputs.keys()].join(', ') || '(it has none)'}`,
    });
  }

  /** Whether the stack has a resource of that logical id. */
  has(logicalId: string): boolean {
    return this.resources.has(logicalId);
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
    for (const [logicalId, { type, physicalId }] of this.resources) {
      if (physicalId === nameOrArn || attributeOf(type, 'Arn', physicalId, this.cloud) === nameOrArn)
        return logicalId;
    }
    return undefined;
  }

  private resource(logicalId: string): Resource {
    const resource = this.resources.get(logicalId);
    if (resource !== undefined) return resource;
    throw new StormError('STORM_BAD_INPUT', `The stack ${this.name} has no resource '${logicalId}'.`, {
      fix: `use one of: ${[...this.resources.keys()].join(', ')}`,
    });
  }
}
