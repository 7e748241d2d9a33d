/**
 * Each behavioural type in a stack of its own: made, read back, each property changed in place and read back, replaced,
 * tagged by its stack, deleted.
 */
import { services } from '../../../framework/services';
import { testCloud, type TestCloud } from '../../test-cloud';
import { cases, type TypeCase } from './behavioural-types';

const Capabilities = ['CAPABILITY_NAMED_IAM' as const];

/** Types whose life is told in tests of their services, and why not here. */
const elsewhere: Record<string, string> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': 'test/services/application-autoscaling/resources.test.ts',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'test/services/application-autoscaling/resources.test.ts',
  'AWS::CloudTrail::Trail': 'test/services/cloudtrail',
  'AWS::Events::ApiDestination': 'test/services/events',
  'AWS::Events::Archive': 'test/services/events',
  'AWS::Events::Connection': 'test/services/events',
  'AWS::Events::EventBus': 'test/services/events/resources.test.ts',
  'AWS::Events::EventBusPolicy': 'test/services/events/resources.test.ts',
  'AWS::Lambda::EventSourceMapping': 'test/services/lambda/resources.test.ts',
  'AWS::Lambda::LayerVersion': 'test/services/lambda/resources.test.ts',
  'AWS::Lambda::LayerVersionPermission': 'test/services/lambda/resources.test.ts',
  'AWS::Lambda::Url': 'test/services/lambda/resources.test.ts',
  'AWS::Logs::SubscriptionFilter': 'test/services/logs/resources.test.ts',
  'AWS::SecretsManager::RotationSchedule': 'test/services/secretsmanager',
  'AWS::XRay::SamplingRule': 'test/services/xray',
};

const behavioural = new Map(services.flatMap(({ resources }) => Object.entries(resources)));
const counts = { types: new Set<string>(), changed: 0, replaced: 0, read: new Set<string>() };

function text(one: TypeCase, values: Record<string, string>): string {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  const members = [
    ...(one.fixed === undefined || one.fixed === '' ? [] : [one.fixed]),
    ...given.map(([name, value]) => `${name}: ${value}`),
  ];
  return `Resources:\n${one.needs ?? ''}  It: {Type: ${one.type}, Properties: {${members.join(', ')}}}\n`;
}

function standing(cloud: TestCloud): { status: string; id: string | undefined } {
  const cfn = cloud.ask('cloudformation');
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  const { StackResources: [it] = [] } = cfn.describeStackResources({
    StackName: 'shop',
    LogicalResourceId: 'It',
  });
  const failed = (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? []).findLast(
    ({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'),
  );
  const status = [stack?.StackStatus, failed?.LogicalResourceId, failed?.ResourceStatusReason]
    .filter((part) => part !== undefined)
    .join(' ');
  return { status, id: it?.PhysicalResourceId };
}

/** What drift says of the resource, with the places that differ. */
function drift(cloud: TestCloud): string | undefined {
  const cfn = cloud.ask('cloudformation');
  cfn.detectStackDrift({ StackName: 'shop' });
  cloud.settle();
  const { StackResourceDrifts = [] } = cfn.describeStackResourceDrifts({ StackName: 'shop' });
  const found = StackResourceDrifts.find(({ LogicalResourceId: id }) => id === 'It');
  const { StackResourceDriftStatus: status, PropertyDifferences = [] } = found ?? {};
  return [status, ...PropertyDifferences.map(({ PropertyPath }) => PropertyPath)].join(' ');
}

test.each(cases.map((one): [string, TypeCase] => [`${one.type} ${one.fixed ?? ''}`, one]))(
  '%s lives as its template says',
  (_name, one) => {
    const cloud = testCloud();
    const cfn = cloud.ask('cloudformation');
    const isRead = behavioural.get(one.type)?.read !== undefined;
    const [name, first, second] = one.replaces ?? [];
    const values: Record<string, string> = Object.fromEntries(
      Object.entries(one.changes).map(([property, [before]]) => [property, before]),
    );
    if (name !== undefined) values[name] = first ?? '';
    const readBack = (): void => expect(drift(cloud)).toBe(isRead ? 'IN_SYNC' : 'NOT_CHECKED');
    const replacing = (property: string, after: string): ReturnType<typeof standing> => {
      values[property] = after;
      counts.replaced++;
      return update();
    };
    cfn.createStack({ StackName: 'shop', TemplateBody: text(one, values), Capabilities });
    cloud.settle();
    const made = standing(cloud);
    expect(made.status).toBe('CREATE_COMPLETE');
    readBack();
    const update = (Tags?: { Key: string; Value: string }[]): ReturnType<typeof standing> => {
      const TemplateBody = text(one, values);
      cfn.updateStack({
        StackName: 'shop',
        TemplateBody,
        Capabilities,
        ...(Tags === undefined ? {} : { Tags }),
      });
      cloud.settle();
      const now = standing(cloud);
      expect(now.status).toBe('UPDATE_COMPLETE');
      readBack();
      return now;
    };
    for (const [property, [, after]] of Object.entries(one.changes)) {
      values[property] = after;
      expect([property, update().id]).toEqual([property, made.id]);
      counts.changed++;
    }
    expect(update([{ Key: 'of', Value: 'all' }]).id).toBe(made.id);
    const replaced = name === undefined ? undefined : replacing(name, second ?? '');
    expect(replaced?.id === made.id).toBe(false);
    cfn.deleteStack({ StackName: 'shop' });
    cloud.settle();
    expect(cfn.listStacks({ StackStatusFilter: ['DELETE_COMPLETE'] }).StackSummaries?.length).toBe(1);
    counts.types.add(one.type);
    if (isRead) counts.read.add(one.type);
  },
);

test('every behavioural type is told of, and every property of it', () => {
  const told = new Set(cases.map(({ type }) => type));
  const missing = [...behavioural.keys()].filter((type) => !told.has(type) && elsewhere[type] === undefined);
  expect(missing).toEqual([]);
  for (const type of told) {
    const ours = cases.filter((one) => one.type === type);
    const named = ours.flatMap(({ changes, left = {}, fixed = '' }) => [
      ...Object.keys(changes),
      ...Object.keys(left),
      ...(fixed.match(/\b[A-Z]\w*(?=:)/g) ?? []),
    ]);
    const { properties = [], replaceOn = [] } = behavioural.get(type) ?? {};
    const open = properties.filter(
      (property) => property !== 'Tags' && !replaceOn.includes(property) && !named.includes(property),
    );
    expect([type, open]).toEqual([type, []]);
  }
});

afterAll(() => {
  const { types, changed, replaced, read } = counts;
  process.stdout.write(
    `behavioural types: ${types.size} created, ${read.size} read back, ${changed} properties updated, ${replaced} replaced, ${Object.keys(elsewhere).length} told elsewhere\n`,
  );
});
