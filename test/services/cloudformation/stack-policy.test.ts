import { deployed, refusal } from './stack';

const things = (name: string, of: string, more = ', Gone: {Type: AWS::SQS::Queue}'): string =>
  `Resources: {Thing: {Type: Test::Storm::Thing, Properties: {Name: ${name}, Of: ${of}}}${more}}`;

const policy = (...statements: object[]): string => JSON.stringify({ Statement: statements });
const allowAll = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
const denyReplace = {
  Effect: 'Deny',
  Action: ['Update:Replace', 'Update:Delete'],
  Principal: '*',
  Resource: 'LogicalResourceId/*',
};

test('a stack policy denies by its statements, and the update is rolled back', () => {
  const { update, status, cloud } = deployed(things('a', '1'), {
    StackPolicyBody: policy(allowAll, denyReplace),
  });
  expect(update(things('a', '2')).at(-1)).toBe('shop UPDATE_COMPLETE');
  expect(update(things('b', '2')).slice(1, 4)).toEqual([
    'Thing UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
    'Thing UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [Update:Replace] for resource [LogicalResourceId/Thing]',
    'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Thing]. ',
  ]);
  expect(update(things('a', '3', ''))).toContain(
    'Gone UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [Update:Delete] for resource [LogicalResourceId/Gone]',
  );
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});

test('what no statement allows is not allowed, but for the time of one update by another policy', () => {
  const { update, cloud } = deployed(things('a', '1'));
  const cfn = cloud.ask('cloudformation');
  expect(cfn.getStackPolicy({ StackName: 'shop' })).toEqual({});
  const onlyQueues = policy({
    ...allowAll,
    Condition: { StringEquals: { ResourceType: ['AWS::SQS::Queue'] } },
  });
  cfn.setStackPolicy({ StackName: 'shop', StackPolicyBody: onlyQueues });
  expect(cfn.getStackPolicy({ StackName: 'shop' }).StackPolicyBody).toBe(onlyQueues);
  expect(update(things('a', '2'))).toContain(
    'Thing UPDATE_FAILED Action not allowed by stack policy: [Update:Modify] for resource [LogicalResourceId/Thing]',
  );
  const during = { StackPolicyDuringUpdateBody: policy(allowAll) };
  expect(update(things('a', '2'), during).at(-1)).toBe('shop UPDATE_COMPLETE');
  expect(cfn.getStackPolicy({ StackName: 'shop' }).StackPolicyBody).toBe(onlyQueues);
  expect(update(things('a', '2', '')).at(-1)).toBe('shop UPDATE_COMPLETE');
});

test('NotResource and NotAction are exceptions', () => {
  const { update } = deployed(things('a', '1'), {
    StackPolicyBody: policy(
      { Effect: 'Allow', NotAction: 'Update:Delete', Principal: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'Update:Modify', Principal: '*', NotResource: 'LogicalResourceId/Th?ng' },
    ),
  });
  expect(update(things('a', '2')).at(-1)).toBe('shop UPDATE_COMPLETE');
  expect(
    update(things('a', '2', ', Gone: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}')),
  ).toContain(
    'Gone UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource [LogicalResourceId/Gone]',
  );
});

test('a policy that is none is refused', () => {
  const { cloud } = deployed(things('a', '1'));
  const cfn = cloud.ask('cloudformation');
  for (const StackPolicyBody of [
    'no JSON',
    '{}',
    policy({ ...allowAll, Principal: 'me' }),
    policy({ ...allowAll, Effect: 'Maybe' }),
    policy({ ...allowAll, Action: 'sqs:*' }),
    policy({ ...allowAll, Condition: { StringEquals: { Other: 'a' } } }),
  ]) {
    expect(refusal(() => cfn.setStackPolicy({ StackName: 'shop', StackPolicyBody }))).toBe(
      'ValidationError: Error validating stack policy: Invalid stack policy',
    );
  }
  const both = { StackPolicyBody: policy(allowAll), StackPolicyURL: 'https://a.s3.amazonaws.com/b' };
  expect(refusal(() => cfn.setStackPolicy({ StackName: 'shop', ...both }))).toBe(
    'ValidationError: You cannot specify both StackPolicyURL and StackPolicyBody',
  );
});
