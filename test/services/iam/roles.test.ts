import { testCloud } from '../../test-cloud';

const trust = (principal: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });

const lambdaTrust = trust({ Service: 'lambda.amazonaws.com' });

test('a role session may do what the role was allowed, and is told what it was not', () => {
  const cloud = testCloud();
  const as = cloud.role('worker', []);
  const iam = cloud.ask('iam');
  expect(() =>
    cloud.ask('sqs', { as }).createQueue({ QueueName: 'orders' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `"User: arn:aws:sts::000000000000:assumed-role/worker/test is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:000000000000:orders because no identity-based policy allows the sqs:CreateQueue action"`,
  );
  iam.putRolePolicy({
    RoleName: 'worker',
    PolicyName: 'queues',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
    }),
  });
  expect(cloud.ask('sqs', { as }).createQueue({ QueueName: 'orders' }).QueueUrl).toMatchInlineSnapshot(
    `"https://sqs.us-east-1.amazonaws.com/000000000000/orders"`,
  );
});

test('a role is created', () => {
  const cloud = testCloud();
  expect(cloud.ask('iam').createRole({ RoleName: 'worker', AssumeRolePolicyDocument: lambdaTrust }))
    .toMatchInlineSnapshot(`
   {
     "Role": {
       "Arn": "arn:aws:iam::000000000000:role/worker",
       "AssumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D",
       "CreateDate": 2026-01-01T00:00:00.000Z,
       "MaxSessionDuration": 3600,
       "Path": "/",
       "RoleId": "AROAOHBU3DJSJGGBPZEOB",
       "RoleName": "worker",
     },
   }
  `);
});
