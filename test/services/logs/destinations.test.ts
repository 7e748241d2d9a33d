import { testGroup } from './group';

const logsOf = () => testGroup().cloud.ask('logs');

test('destinations are kept, with their policies and tags', () => {
  const logs = logsOf();
  const targetArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/s';
  const roleArn = 'arn:aws:iam::000000000000:role/r';
  const { destination } = logs.putDestination({ destinationName: 'd', targetArn, roleArn, tags: { a: '1' } });
  const arn = 'arn:aws:logs:us-east-1:000000000000:destination:d';
  expect(destination).toMatchObject({ destinationName: 'd', targetArn, roleArn, arn });
  logs.putDestinationPolicy({ destinationName: 'd', accessPolicy: '{}' });
  expect(logs.describeDestinations({ DestinationNamePrefix: 'd' }).destinations).toMatchObject([
    { accessPolicy: '{}' },
  ]);
  logs.tagResource({ resourceArn: arn, tags: { b: '2' } });
  logs.untagResource({ resourceArn: arn, tagKeys: ['a'] });
  expect(logs.listTagsForResource({ resourceArn: arn }).tags).toEqual({ b: '2' });
  logs.deleteDestination({ destinationName: 'd' });
  expect(logs.describeDestinations({}).destinations).toEqual([]);
});

test('a delivery joins a source and a destination, which stay while it does', () => {
  const logs = logsOf();
  const destination = logs.putDeliveryDestination({
    name: 'to',
    outputFormat: 'json',
    deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::archive' },
  }).deliveryDestination;
  expect(destination).toEqual({
    name: 'to',
    arn: 'arn:aws:logs:us-east-1:000000000000:delivery-destination:to',
    deliveryDestinationType: 'S3',
    outputFormat: 'json',
    deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::archive' },
  });
  const resourceArn = 'arn:aws:cloudfront::000000000000:distribution/E1Q5F5862X9VJ5';
  logs.putDeliverySource({ name: 'from', resourceArn, logType: 'ACCESS_LOGS', tags: { a: '1' } });
  const { delivery } = logs.createDelivery({
    deliverySourceName: 'from',
    deliveryDestinationArn: destination?.arn,
    recordFields: ['date'],
  });
  expect(logs.getDelivery({ id: delivery?.id }).delivery).toEqual(delivery);
  expect(() => logs.deleteDeliverySource({ name: 'from' })).toThrow(
    expect.objectContaining({ code: 'ConflictException' }),
  );
  logs.deleteDelivery({ id: delivery?.id });
  logs.deleteDeliverySource({ name: 'from' });
  logs.deleteDeliveryDestination({ name: 'to' });
  expect(() => logs.getDeliveryDestination({ name: 'to' })).toThrow(
    'Requested Delivery Destination does not exist in this account.',
  );
});

test('what logs by no delivery can be no source', () => {
  const source = { name: 'from', resourceArn: 'arn:aws:s3:::bucket', logType: 'ACCESS_LOGS' };
  expect(() => logsOf().putDeliverySource(source)).toThrow('Cannot access provided service.');
});

test('a protected group stays', () => {
  const logs = logsOf();
  logs.putLogGroupDeletionProtection({ logGroupIdentifier: 'app', deletionProtectionEnabled: true });
  expect(() => logs.deleteLogGroup({ logGroupName: 'app' })).toThrow(
    expect.objectContaining({ code: 'ValidationException' }),
  );
  expect(logs.describeLogGroups({}).logGroups?.[0]?.deletionProtectionEnabled).toBe(true);
  logs.putLogGroupDeletionProtection({ logGroupIdentifier: 'app', deletionProtectionEnabled: false });
  logs.deleteLogGroup({ logGroupName: 'app' });
});

test('a data protection policy is kept and shown', () => {
  const logs = logsOf();
  const policyDocument = JSON.stringify({ Name: 'p', Version: '2021-06-01', Statement: [] });
  expect(logs.getDataProtectionPolicy({ logGroupIdentifier: 'app' })).toEqual({ logGroupIdentifier: 'app' });
  logs.putDataProtectionPolicy({ logGroupIdentifier: 'app', policyDocument });
  expect(logs.getDataProtectionPolicy({ logGroupIdentifier: 'app' }).policyDocument).toBe(policyDocument);
  logs.deleteDataProtectionPolicy({ logGroupIdentifier: 'app' });
  expect(logs.getDataProtectionPolicy({ logGroupIdentifier: 'app' }).policyDocument).toBeUndefined();
});

test('a name that is too long is refused in words of its own', () => {
  expect(() => logsOf().createLogGroup({ logGroupName: 'a'.repeat(513) })).toThrow(
    'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
  );
});

test('groups are found by pattern, which tells less of each', () => {
  const logs = logsOf();
  logs.createLogGroup({ logGroupName: '/aws/lambda/shop' });
  const [found] = logs.describeLogGroups({ logGroupNamePattern: 'lambda' }).logGroups ?? [];
  expect(found?.logGroupName).toBe('/aws/lambda/shop');
  expect(found).not.toHaveProperty('storedBytes');
  expect(logs.listLogGroups({ logGroupNamePattern: '^/aws' }).logGroups).toEqual([
    {
      logGroupName: '/aws/lambda/shop',
      logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/shop',
      logGroupClass: 'STANDARD',
    },
  ]);
});
