import type { ResourceRequest } from '../../../framework/cloud/service';
import { resources } from '../../../framework/services/kms/resources';
import { testCloud, type TestCloud } from '../../test-cloud';
import { keyPolicy } from './key';

const template = (Properties: object): string =>
  JSON.stringify({
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties },
      Alias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/orders', TargetKeyId: { Ref: 'Key' } },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } }, Alias: { Value: { Ref: 'Alias' } } },
  });

const StackName = 'shop';

function deploy(cloud: TestCloud, properties: object): void {
  cloud.ask('cloudformation').createStack({ StackName, TemplateBody: template(properties) });
  cloud.settle();
}

/** Updates a stack's key from some properties to others, as CloudFormation asks its type to. */
function update(cloud: TestCloud, previous: object, properties: object): void {
  const request: ResourceRequest = {
    logicalId: 'Key',
    type: 'AWS::KMS::Key',
    stackName: StackName,
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: cloud.world.nowMs,
    properties: { ...properties },
    previous: { ...previous },
    physicalId: metadata(cloud)?.KeyId ?? '',
    tags: {},
    aws: (service) => cloud.ask(service),
    generatedName: (lengthMax) => 'shop-Key'.slice(0, lengthMax),
    notEmulated(what) {
      throw new Error(`not emulated: ${what}`);
    },
    modelledOnly: () => undefined,
  };
  resources['AWS::KMS::Key']?.update?.(request);
}

const metadata = (cloud: TestCloud) => cloud.ask('kms').describeKey({ KeyId: 'alias/orders' }).KeyMetadata;

test('a stack makes a key with its policy, rotation and alias', () => {
  const cloud = testCloud();
  deploy(cloud, {
    Description: 'orders',
    KeyPolicy: keyPolicy(),
    EnableKeyRotation: true,
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName }).Stacks ?? [];
  expect(stack).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [
      { OutputKey: 'Arn', OutputValue: metadata(cloud)?.Arn },
      { OutputKey: 'Alias', OutputValue: 'alias/orders' },
    ],
  });
  const KeyId = metadata(cloud)?.KeyId;
  expect(metadata(cloud)?.Description).toBe('orders');
  expect(JSON.parse(cloud.ask('kms').getKeyPolicy({ KeyId }).Policy ?? '')).toEqual(keyPolicy());
  expect(cloud.ask('kms').getKeyRotationStatus({ KeyId }).KeyRotationEnabled).toBe(true);
  expect(cloud.ask('kms').listResourceTags({ KeyId }).Tags).toContainEqual({ TagKey: 'team', TagValue: 'a' });
});

test('an update changes a key in place', () => {
  const cloud = testCloud();
  deploy(cloud, { EnableKeyRotation: true });
  const before = metadata(cloud)?.KeyId;
  update(cloud, { EnableKeyRotation: true }, { Description: 'b', Enabled: false });
  expect(metadata(cloud)).toMatchObject({ KeyId: before, Description: 'b', KeyState: 'Disabled' });
  expect(cloud.ask('kms').getKeyRotationStatus({ KeyId: before }).KeyRotationEnabled).toBe(false);
  update(cloud, { Description: 'b', Enabled: false }, { Description: 'b' });
  expect(metadata(cloud)?.KeyState).toBe('Enabled');
});

test('an update of what a key cannot change fails instead of losing the key', () => {
  const cloud = testCloud();
  deploy(cloud, {});
  expect(() => update(cloud, {}, { MultiRegion: true })).toThrow(
    'Invalid request provided: createOnlyProperties [/properties/MultiRegion] cannot be updated',
  );
});

test('deleting the stack schedules the deletion of the key', () => {
  const cloud = testCloud();
  deploy(cloud, { PendingWindowInDays: 7 });
  const KeyId = metadata(cloud)?.KeyId;
  cloud.ask('cloudformation').deleteStack({ StackName });
  cloud.settle();
  expect(cloud.ask('kms').describeKey({ KeyId }).KeyMetadata?.KeyState).toBe('PendingDeletion');
  const { Aliases = [] } = cloud.ask('kms').listAliases({});
  expect(Aliases.filter(({ TargetKeyId }) => TargetKeyId !== undefined)).toEqual([]);
  cloud.advance('8 days');
  expect(cloud.ask('kms').listKeys({}).Keys).toEqual([]);
});
