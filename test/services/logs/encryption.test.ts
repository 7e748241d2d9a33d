import { keyPolicy, testKey } from '../kms/key';

const logs = (condition: object) => ({
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: condition,
});

test('a group takes a key that lets Logs use it for that group, and no other', () => {
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:/orders';
  const forGroup = logs({ ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn } });
  const { cloud, arn: kmsKeyId } = testKey({ policy: keyPolicy(forGroup) });
  const create = (logGroupName: string) => cloud.ask('logs').createLogGroup({ logGroupName, kmsKeyId });
  create('/orders');
  expect(cloud.ask('logs').describeLogGroups({}).logGroups).toMatchObject([{ kmsKeyId }]);
  expect(() => create('/others')).toThrow(
    expect.objectContaining({
      code: 'AccessDeniedException',
      message:
        'The specified KMS key does not exist or is not allowed to be used with LogGroup ' +
        "'arn:aws:logs:us-east-1:000000000000:log-group:/others'",
    }),
  );
  expect(cloud.ask('logs').describeLogGroups({}).logGroups).toHaveLength(1);
});

test('a key whose policy does not name Logs is refused', () => {
  const { cloud, arn: kmsKeyId } = testKey();
  expect(() => cloud.ask('logs').createLogGroup({ logGroupName: '/orders', kmsKeyId })).toThrow(
    'is not allowed to be used with LogGroup',
  );
});
