import type { CreateStackCommandInput, StackEvent } from '@aws-sdk/client-cloudformation';
import type { FileResource } from '../../../framework/services/cloudformation/schema/file';
import { resourceSchema } from '../../../framework/services/cloudformation/schema/load';
import { types as typeIndex } from '../../../framework/services/cloudformation/schema/index.json';
import { refusedAsModelled } from '../../../framework/services/cloudformation/modelled/type';
import { testCloud, type TestCloud } from '../../test-cloud';
import { minimalProperties, scalarProperties, valueOf } from './minimal';
import { refusal } from './stack';

interface Modelled {
  logicalId: string;
  type: string;
  schema: FileResource;
  properties: Record<string, unknown>;
}

/** Every type that AWS has and no service here implements. */
function modelledTypes(cloud: TestCloud): Modelled[] {
  return Object.entries(typeIndex).flatMap(([service, names]) =>
    names.flatMap((name): Modelled[] => {
      const type = `AWS::${service}::${name}`;
      const schema = resourceSchema(type);
      if (
        schema === undefined ||
        cloud.engine.resourceTypes.has(type) ||
        refusedAsModelled(type) !== undefined
      )
        return [];
      return [{ logicalId: `${service}${name}`, type, schema, properties: minimalProperties(schema) }];
    }),
  );
}

const resourcesMax = 100;

/** All of them are tried by `npm run types`; here one of eight, which takes a second. */
const sample = process.env['STORMPROOF_ALL_TYPES'] === undefined ? 8 : 1;

/** The stacks that hold them all. */
function stacksOf(all: readonly Modelled[]): { name: string; members: Modelled[] }[] {
  return Array.from({ length: Math.ceil(all.length / resourcesMax) }, (_, index) => ({
    name: `stack${index}`,
    members: all.slice(index * resourcesMax, (index + 1) * resourcesMax),
  }));
}

/** Through S3, as templates of this size go. */
function template(cloud: TestCloud, members: readonly Modelled[]): { TemplateURL: string } {
  const Resources = Object.fromEntries(
    members.map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]),
  );
  cloud
    .ask('s3')
    .putObject({ Bucket: 'templates', Key: 'one.json', Body: Buffer.from(JSON.stringify({ Resources })) });
  return { TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/one.json' };
}

const Capabilities = ['CAPABILITY_NAMED_IAM' as const];

function ended(cloud: TestCloud, StackName: string): string {
  cloud.settle();
  const cfn = cloud.ask('cloudformation');
  const [stack] = cfn.describeStacks({ StackName }).Stacks ?? [];
  if (stack?.StackStatus?.endsWith('COMPLETE') === true && !stack.StackStatus.includes('ROLLBACK'))
    return stack.StackStatus;
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const answer = cfn.describeStackEvents({ StackName, NextToken });
    events.push(...(answer.StackEvents ?? []));
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  const failures = events.filter(
    ({ ResourceStatus, ResourceStatusReason }) =>
      ResourceStatus?.endsWith('FAILED') === true && ResourceStatusReason?.includes('cancelled') !== true,
  );
  return [
    stack?.StackStatus,
    ...failures.map((each) => `${each.ResourceType} ${each.ResourceStatusReason}`),
  ].join('\n');
}

const idsOf = (cloud: TestCloud, StackName: string): Map<string, string> => {
  const ids = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const answer = cloud.ask('cloudformation').listStackResources({ StackName, NextToken });
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of answer.StackResourceSummaries ?? [])
      ids.set(LogicalResourceId, PhysicalResourceId);
    ({ NextToken } = answer);
  } while (NextToken !== undefined);
  return ids;
};

function kept(cloud: TestCloud): { type: string; physicalId: string; properties: Record<string, unknown> }[] {
  const table = cloud.world.table('cloudformation/000000000000/us-east-1/modelled');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table holds nothing else
  return [...table.values()] as ReturnType<typeof kept>;
}

const keptOf = (cloud: TestCloud) => new Map(kept(cloud).map((each) => [each.type, each]));

function cloudWithBucket(): TestCloud {
  const cloud = testCloud();
  cloud.ask('s3').createBucket({ Bucket: 'templates' });
  return cloud;
}

/** One for each account, or with one name only: its replacement, made first, is in its way, as on AWS. */
const isSingle = ({ schema }: Modelled): boolean =>
  (schema.k !== undefined && schema.k.every((part) => part.endsWith('AccountId'))) ||
  (schema.r ?? []).some((name) => {
    const type = schema.p[name];
    return name.endsWith('Name') && typeof type === 'object' && 'e' in type && type.e.length === 1;
  });

/** Changes one property of each that has one of the kind; answers those that it changed. */
function changed(members: Modelled[], which: 'updatable' | 'replacing'): Map<string, string> {
  const changes = new Map<string, string>();
  for (const member of members) {
    const { schema, properties } = member;
    if (which === 'replacing' && isSingle(member)) continue;
    const isName = (name: string) => /(Name|Identifier|Id)$/.test(name);
    const candidates = scalarProperties(schema, which);
    const name = candidates.find((one) => !isName(one)) ?? candidates[0];
    if (name === undefined) continue;
    const change = (one: string) => [one, valueOf(schema, schema.p[one] ?? 's', which)];
    // What identifies the resource can't be the same in its replacement, which is made first.
    const names = which === 'replacing' ? candidates.filter((one) => Object.hasOwn(properties, one)) : [];
    member.properties = { ...properties, ...Object.fromEntries([...names, name].map(change)) };
    changes.set(member.logicalId, name);
  }
  return changes;
}

test('every type that is only modelled is created, read back, updated, replaced and deleted', () => {
  const cloud = cloudWithBucket();
  const cfn = cloud.ask('cloudformation');
  const all = modelledTypes(cloud).filter((_, index) => index % sample === 0);
  const stacks = stacksOf(all);
  for (const { name: StackName, members } of stacks) {
    cfn.createStack({ StackName, ...template(cloud, members), Capabilities });
    expect(ended(cloud, StackName)).toBe('CREATE_COMPLETE');
  }
  expect(kept(cloud)).toHaveLength(all.length);
  const made = keptOf(cloud);
  for (const { type, properties } of all)
    expect([type, made.get(type)?.properties]).toEqual([type, properties]);

  let updated = 0;
  let replaced = 0;
  for (const { name: StackName, members } of stacks) {
    const before = idsOf(cloud, StackName);
    const changes = changed(members, 'updatable');
    cfn.updateStack({ StackName, ...template(cloud, members), Capabilities });
    expect(ended(cloud, StackName)).toBe('UPDATE_COMPLETE');
    expect(idsOf(cloud, StackName)).toEqual(before);
    const now = keptOf(cloud);
    for (const { type, properties } of members)
      expect([type, now.get(type)?.properties]).toEqual([type, properties]);
    updated += changes.size;

    const replacements = changed(members, 'replacing');
    cfn.updateStack({ StackName, ...template(cloud, members), Capabilities });
    expect(ended(cloud, StackName)).toBe('UPDATE_COMPLETE');
    const after = keptOf(cloud);
    for (const { type, properties } of members)
      expect([type, after.get(type)?.properties]).toEqual([type, properties]);
    replaced += replacements.size;
    cfn.deleteStack({ StackName });
    cloud.settle();
    expect(() => cfn.describeStacks({ StackName })).toThrow(`Stack with id ${StackName} does not exist`);
  }
  expect(kept(cloud)).toEqual([]);
  process.stdout.write(`modelled types: ${all.length} created, ${updated} updated, ${replaced} replaced\n`);
  expect([updated, replaced].every((count) => count > all.length / 2)).toBe(true);
}, 60_000);

test('a name that is taken fails', () => {
  const cloud = cloudWithBucket();
  const body = {
    Resources: { Repo: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'orders' } } },
  };
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'one', TemplateBody: JSON.stringify(body) });
  cfn.createStack({ StackName: 'two', TemplateBody: JSON.stringify(body) });
  cloud.settle();
  const reasons = (cfn.describeStackEvents({ StackName: 'two' }).StackEvents ?? [])
    .concat(cfn.describeStackEvents({ StackName: 'one' }).StackEvents ?? [])
    .filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    .map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toEqual([
    expect.stringMatching(
      /^Resource handler returned message: "Resource of type 'AWS::ECR::Repository' with identifier 'orders' already exists\." \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: AlreadyExists\)$/,
    ),
  ]);
});

const network = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16, Tags: [{Key: a, Value: b}]}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 2, 8]]}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: g, VpcId: !Ref Vpc}
  Host:
    Type: AWS::EC2::Instance
    Properties: {SubnetId: !Ref Subnet}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [!Ref Subnet]}
  Address: {Type: AWS::EC2::EIP}
  Pool: {Type: AWS::Cognito::UserPool}
  Stream:
    Type: AWS::Kinesis::Stream
    Properties: {Name: events}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
Outputs:
  Vpc: {Value: !Ref Vpc}
  Default: {Value: !GetAtt Vpc.DefaultSecurityGroup}
  Subnet: {Value: !Ref Subnet}
  Zone: {Value: !GetAtt Subnet.AvailabilityZone}
  Group: {Value: !GetAtt Group.GroupId}
  HostVpc: {Value: !GetAtt Host.VpcId}
  HostZone: {Value: !GetAtt Host.AvailabilityZone}
  Balancer: {Value: !Ref Balancer}
  BalancerName: {Value: !GetAtt Balancer.LoadBalancerFullName}
  Dns: {Value: !GetAtt Balancer.DNSName}
  Address: {Value: !Ref Address}
  Allocation: {Value: !GetAtt Address.AllocationId}
  Pool: {Value: !Ref Pool}
  PoolArn: {Value: !GetAtt Pool.Arn}
  Stream: {Value: !GetAtt Stream.Arn}
  Api: {Value: !GetAtt Api.ApiEndpoint}
`;

/** A stack's outputs. */
function outputs(
  cloud: TestCloud,
  TemplateBody: string,
  input: Partial<CreateStackCommandInput> = {},
): Record<string, string> {
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'shop', TemplateBody, ...input });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

test('ids and attributes have the forms that AWS gives them, and fit together', () => {
  const cloud = testCloud();
  const found = outputs(cloud, network);
  const forms: Record<string, RegExp> = {
    Vpc: /^vpc-[0-9a-f]{17}$/,
    Default: /^sg-[0-9a-f]{17}$/,
    Subnet: /^subnet-[0-9a-f]{17}$/,
    Zone: /^us-east-1a$/,
    Group: /^sg-[0-9a-f]{17}$/,
    Balancer:
      /^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/shop-Bal[^/]+\/[0-9a-f]{16}$/,
    BalancerName: /^app\/shop-Bal[^/]{1,29}\/[0-9a-f]{16}$/,
    Dns: /^shop-Bal[^.]+\.us-east-1\.elb\.amazonaws\.com$/,
    Address: /^203\.0\.113\.\d+$/,
    Allocation: /^eipalloc-[0-9a-f]{17}$/,
    Pool: /^us-east-1_[A-Za-z0-9]{9}$/,
    Stream: /^arn:aws:kinesis:us-east-1:000000000000:stream\/events$/,
    Api: /^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/,
  };
  for (const [name, form] of Object.entries(forms))
    expect([name, found[name]]).toEqual([name, expect.stringMatching(form)]);
  expect(found['Balancer']).toContain(found['BalancerName']);
  expect(found['PoolArn']).toBe(`arn:aws:cognito-idp:us-east-1:000000000000:userpool/${found['Pool']}`);
  expect([found['HostVpc'], found['HostZone']]).toEqual([found['Vpc'], found['Zone']]);
});

test('what was only modelled is reported by name', () => {
  const cloud = testCloud();
  outputs(cloud, 'Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}');
  expect([...cloud.engine.modelledOnly]).toEqual(['AWS::EC2::VPC Vpc of stack shop']);
});

test('tags of the stack and of the resource are kept together', () => {
  const cloud = testCloud();
  outputs(cloud, network);
  const [vpc] = kept(cloud).filter(({ type }) => type === 'AWS::EC2::VPC');
  expect(vpc).toMatchObject({
    tags: { a: 'b', 'aws:cloudformation:logical-id': 'Vpc', 'aws:cloudformation:stack-name': 'shop' },
  });
});

test('properties that an emulation only keeps are reported; those that it would get wrong are refused', () => {
  const cloud = testCloud();
  const bucket = (property: string) =>
    `Resources: {Bucket: {Type: AWS::S3::Bucket, Properties: {${property}}}}`;
  outputs(cloud, bucket('AbacStatus: Enabled'));
  expect([...cloud.engine.modelledOnly]).toEqual(['AWS::S3::Bucket.AbacStatus']);
  const cfn = testCloud().ask('cloudformation');
  expect(() => cfn.createStack({ StackName: 'shop', TemplateBody: bucket('BucketNamePrefix: a') })).toThrow(
    'STORM_NOT_EMULATED  AWS::S3::Bucket.BucketNamePrefix is not emulated.',
  );
});

test('read-only properties are refused as unknown ones are', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({
    StackName: 'shop',
    TemplateBody:
      'Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, VpcId: vpc-1}}}',
  });
  cloud.settle();
  const reasons = (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? []).map(
    ({ ResourceStatusReason }) => ResourceStatusReason,
  );
  expect(reasons).toContain(
    'Properties validation failed for resource Vpc with message: [#: extraneous key [VpcId] is not permitted]',
  );
});

test('types whose work is CloudFormation’s own are never modelled', () => {
  expect(refusedAsModelled('AWS::CloudFormation::WaitCondition')).toBe('it waits for a signal');
  expect(refusedAsModelled('AWS::EC2::VPC')).toBeUndefined();
  const cfn = testCloud().ask('cloudformation');
  expect(
    refusal(() =>
      cfn.createStack({ StackName: 'shop', TemplateBody: 'Resources: {A: {Type: AWS::No::Such}}' }),
    ),
  ).toBe('ValidationError: Template format error: Unrecognized resource types: [AWS::No::Such]');
});

test('an attribute that an emulation does not tell is made up once', () => {
  const cloud = testCloud();
  const found = outputs(
    cloud,
    'Resources: {Cloth: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}}}}\n' +
      'Outputs: {A: {Value: !GetAtt Cloth.DefaultVersionId}, B: {Value: !GetAtt Cloth.DefaultVersionId}}',
    { Capabilities: ['CAPABILITY_IAM'] },
  );
  expect(found['A']).toBe(found['B']);
});

test('a property that is no attribute fails the stack in CloudFormation’s words', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({
    StackName: 'shop',
    TemplateBody:
      'Resources: {Log: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 3}}}\nOutputs: {A: {Value: !GetAtt Log.RetentionInDays}}',
  });
  cloud.settle();
  const reasons = (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? []).map(
    ({ ResourceStatusReason }) => ResourceStatusReason,
  );
  expect(reasons).toContain(
    'Requested attribute RetentionInDays must be a readonly property in schema for AWS::Logs::LogGroup. Rollback requested by user.',
  );
});
