import { testCloud } from '../../test-cloud';
import { allow, deny, policy } from './policies';

const queue = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

test('the simulator answers what the real decision would be', () => {
  const cloud = testCloud();
  cloud.role('worker', [allow('sqs:*'), deny('sqs:*', queue('secret'))]);
  const { EvaluationResults = [] } = cloud.ask('iam').simulatePrincipalPolicy({
    PolicySourceArn: 'arn:aws:iam::000000000000:role/worker',
    ActionNames: ['sqs:SendMessage', 's3:GetObject'],
    ResourceArns: [queue('orders'), queue('secret')],
  });
  expect(
    EvaluationResults.map(
      ({ EvalActionName, EvalResourceName, EvalDecision }) =>
        `${EvalActionName} ${EvalResourceName}: ${EvalDecision}`,
    ),
  ).toEqual([
    `sqs:SendMessage ${queue('orders')}: allowed`,
    `sqs:SendMessage ${queue('secret')}: explicitDeny`,
    `s3:GetObject ${queue('orders')}: implicitDeny`,
    `s3:GetObject ${queue('secret')}: implicitDeny`,
  ]);
  expect(EvaluationResults[0]?.MatchedStatements).toEqual([{ SourcePolicyId: 'test' }]);
});

test('the simulator takes context keys and tells which are missing', () => {
  const iam = testCloud().ask('iam');
  const PolicyInputList = [
    policy({ ...allow('s3:GetObject'), Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
  ];
  const simulate = (ContextEntries: object[]) =>
    iam.simulateCustomPolicy({ PolicyInputList, ActionNames: ['s3:GetObject'], ContextEntries })
      .EvaluationResults?.[0];
  expect(simulate([])).toMatchObject({
    EvalDecision: 'implicitDeny',
    MissingContextValues: ['aws:PrincipalOrgID'],
  });
  const entry = { ContextKeyName: 'aws:PrincipalOrgID', ContextKeyValues: ['o-1'], ContextKeyType: 'string' };
  expect(simulate([entry])).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
});

test('a permissions boundary is told beside the decision', () => {
  const iam = testCloud().ask('iam');
  const { EvaluationResults = [] } = iam.simulateCustomPolicy({
    PolicyInputList: [policy(allow('*'))],
    PermissionsBoundaryPolicyInputList: [policy(allow('s3:*'))],
    ActionNames: ['s3:GetObject', 'sqs:SendMessage'],
  });
  expect(
    EvaluationResults.map(({ EvalDecision, PermissionsBoundaryDecisionDetail: detail }) => [
      EvalDecision,
      detail?.AllowedByPermissionsBoundary,
    ]),
  ).toEqual([
    ['allowed', true],
    ['implicitDeny', false],
  ]);
});
