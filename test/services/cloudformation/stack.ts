import type { CreateStackCommandInput } from '@aws-sdk/client-cloudformation';
import type { KMS } from '@aws-sdk/client-kms';
import {
  AwsError,
  defineService,
  table,
  type Principal,
  type ResourceProgress,
  type ResourceRequest,
  type Service,
} from '../../../framework/cloud/service';
import { services } from '../../../framework/services';
import { testCloud, type TestCloud } from '../../test-cloud';

/** A resource type for tests: it takes the time it is told to, and fails where it is told to. */
const thing = {
  properties: [],
  replaceOn: [],
  create(request: ResourceRequest): ResourceProgress {
    const { properties } = request;
    const physicalId = request.generatedName(40);
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

const things: Service = defineService<KMS>()({
  name: 'kms',
  state: { nothing: table<string>() },
  operations: {},
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'KMSInternalException', status: 500, message: '' },
  resources: { 'Test::Storm::Thing': thing },
});

/** A cloud that knows the type Test::Storm::Thing besides all others. */
export function cloudOfThings(seed = 'test'): TestCloud {
  return testCloud({ seed, services: [...services.filter(({ name }) => name !== 'kms'), things] });
}

interface Deployed {
  cloud: TestCloud;
  stackId: string;
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
  return {
    cloud,
    stackId,
    status() {
      const [stack] = cfn.describeStacks({ StackName: stackId }).Stacks ?? [];
      return [stack?.StackStatus, stack?.StackStatusReason].filter((part) => part !== undefined).join(' ');
    },
    events: () =>
      (cfn.describeStackEvents({ StackName: stackId }).StackEvents ?? []).toReversed().map((event) => {
        const { LogicalResourceId, ResourceStatus, ResourceStatusReason: reason } = event;
        return `${LogicalResourceId} ${ResourceStatus}${reason === undefined ? '' : ` ${withoutIds(reason)}`}`;
      }),
  };
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
