import type { CreateStackCommandInput, UpdateStackCommandInput } from '@aws-sdk/client-cloudformation';
import {
  AwsError,
  type Principal,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
  type Service,
} from '../../../framework/cloud/service';
import { arm, type Armed, type Fault } from '../../../framework/faults';
import type { WorldOptions } from '../../../framework/kernel';
import { services } from '../../../framework/services';
import { testCloud, type TestCloud } from '../../test-cloud';

/** A resource type for tests: it takes the time it is told to, and fails where it is told to. */
const thing: ResourceType = {
  properties: [],
  replaceOn: ['Name'],
  create(request: ResourceRequest): ResourceProgress {
    const { properties } = request;
    const { Name } = properties;
    const physicalId = typeof Name === 'string' ? `thing/${Name}` : request.generatedName(40);
    switch (properties['Fail']) {
      case 'create':
        throw new AwsError('InvalidRequest', 'This thing is wrong.');
      case 'bug':
        throw new RangeError('A fault of the program.');
      case 'throttled until later':
        if (request.nowMs < Number(properties['UntilMs'])) throw new AwsError('Throttling', 'Rate exceeded');
        return { done: true, physicalId };
      default:
        return {
          done: properties['Polls'] === undefined,
          waitMs: 100,
          physicalId,
          memo: 0,
          attributes: { Id: physicalId },
        };
    }
  },
  update(request: ResourceRequest): ResourceProgress {
    const { properties, physicalId = '' } = request;
    if (properties['Fail'] === 'update') throw new AwsError('InvalidRequest', 'This thing won’t change.');
    return {
      done: properties['Polls'] === undefined,
      waitMs: 100,
      physicalId,
      memo: 0,
      attributes: { Id: physicalId },
    };
  },
  check({ properties, memo, physicalId = '' }: ResourceRequest): ResourceProgress {
    const polls = Number(memo) + 1;
    if (properties['Fail'] === 'check') throw new AwsError('NotStabilized', 'The thing never settled.');
    return { done: polls >= Number(properties['Polls']), waitMs: 60_000, physicalId, memo: polls };
  },
  delete({ properties }: ResourceRequest): { done: boolean } {
    if (properties['Fail'] === 'delete') throw new AwsError('InvalidRequest', 'This thing stays.');
    return { done: true };
  },
};

/** A service that exists, with the type for tests besides its own. */
const withThings = (service: Service): Service => ({
  ...service,
  resources: { ...service.resources, 'Test::Storm::Thing': thing },
});

/** A cloud that knows the type Test::Storm::Thing besides all others. */
export function cloudOfThings(seed = 'test', options: Partial<WorldOptions> = {}): TestCloud {
  const known = services.map((service) => (service.name === 'sqs' ? withThings(service) : service));
  return testCloud({ seed, services: known, ...options });
}

export interface Deployed {
  cloud: TestCloud;
  stackId: string;
  /** Updates the stack and waits; answers the events of the update. */
  update: (TemplateBody: string, input?: Partial<UpdateStackCommandInput>) => string[];
  /** Does something, waits, and answers the events since. */
  after: (act: () => unknown) => string[];
  /** Status and reason as DescribeStacks says them. */
  status: () => string;
  /** Events from the oldest on, as `<logical id> <status> <reason>`. */
  events: () => string[];
}

/** Creates a stack and waits until nothing is left to do. */
export function deployed(
  TemplateBody: string,
  options: Partial<CreateStackCommandInput> & { cloud?: TestCloud; as?: Principal } = {},
): Deployed {
  const { cloud = cloudOfThings(), as, ...input } = options;
  const cfn = cloud.ask('cloudformation');
  const creator = as === undefined ? cfn : cloud.ask('cloudformation', { as });
  const { StackId: stackId = '' } = creator.createStack({ StackName: 'shop', TemplateBody, ...input });
  cloud.settle();
  const after = (act: () => unknown): string[] => {
    const before = all().length;
    act();
    cloud.settle();
    return all().slice(before);
  };
  const all = (): string[] => eventLines(cloud, stackId);
  return {
    cloud,
    stackId,
    after,
    update: (body, more = {}) =>
      after(() => cfn.updateStack({ StackName: stackId, TemplateBody: body, ...more })),
    status() {
      const [stack] = cfn.describeStacks({ StackName: stackId }).Stacks ?? [];
      return [stack?.StackStatus, stack?.StackStatusReason].filter((part) => part !== undefined).join(' ');
    },
    events: all,
  };
}

function eventLines(cloud: TestCloud, StackName: string): string[] {
  const cfn = cloud.ask('cloudformation');
  const lines: string[] = [];
  for (let NextToken: string | undefined, page = 0; page === 0 || NextToken !== undefined; page++) {
    const answer = cfn.describeStackEvents({ StackName, NextToken });
    for (const event of answer.StackEvents ?? []) {
      const { LogicalResourceId, ResourceStatus, ResourceStatusReason: reason } = event;
      lines.push(
        `${LogicalResourceId} ${ResourceStatus}${reason === undefined ? '' : ` ${withoutIds(reason)}`}`,
      );
    }
    NextToken = answer.NextToken;
  }
  return lines.reverse();
}

/** Arms a fault for a cloud. */
export function inject(cloud: TestCloud, fault: Fault): Armed {
  const armed = arm(fault, `fault-${cloud.engine.faults.length + 1}`, cloud.world, () => false);
  cloud.engine.inject(armed);
  return armed;
}

/** The text with drawn ids replaced. */
export function withoutIds(text: string): string {
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>');
}

/** The message that a call is refused with, with its code. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${withoutIds(error.message)}`;
    throw error;
  }
  throw new Error('Expected a refusal, got an answer.');
}

/** Refusal of CreateStack. */
export function createRefusal(
  TemplateBody: string,
  input: Partial<CreateStackCommandInput> = {},
  cloud = cloudOfThings(),
): string {
  return refusal(() =>
    cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody, ...input }),
  );
}
