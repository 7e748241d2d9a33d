/** What CloudFormation tells of stacks, as AWS's own answers were recorded. */
import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });

test('a stack that a change set created counts as updated too', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const named = { StackName: 's', ChangeSetName: 'c' };
  cfn.createChangeSet({ ...named, ChangeSetType: 'CREATE', TemplateBody });
  cloud.settle();
  cfn.executeChangeSet(named);
  cfn.createStack({ StackName: 'plain', TemplateBody });
  cloud.settle();
  const updated = (StackName: string) => cfn.describeStacks({ StackName }).Stacks?.[0]?.LastUpdatedTime;
  expect(updated('s')).toEqual(expect.any(Date));
  expect(updated('plain')).toBeUndefined();
});

test('of a deleted stack neither protection nor change set is told, and it can not be created again', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const named = { StackName: 's', ChangeSetName: 'c' };
  const { StackId = '' } = cfn.createChangeSet({ ...named, ChangeSetType: 'CREATE', TemplateBody });
  cloud.settle();
  cfn.executeChangeSet(named);
  cloud.settle();
  const described = () => cfn.describeStacks({ StackName: StackId }).Stacks?.[0];
  expect(described()).toMatchObject({ EnableTerminationProtection: false, ChangeSetId: expect.any(String) });
  cfn.deleteStack({ StackName: 's' });
  cloud.settle();
  expect(described()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  expect(described()).not.toHaveProperty('EnableTerminationProtection');
  expect(described()).not.toHaveProperty('ChangeSetId');
  const again = { StackName: StackId, ChangeSetName: 'again', ChangeSetType: 'CREATE' as const };
  expect(refusal(() => cfn.createChangeSet({ ...again, TemplateBody }))).toBe(
    `ValidationError: Stack [${StackId}] already exists and cannot be created again with the changeSet [again].`,
  );
});
