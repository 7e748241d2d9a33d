import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud } from 'stormproof';
import { testCloud } from '../../test-cloud';
import { withoutIds } from './stack';
import { twelve } from './twelve';

const Capabilities = ['CAPABILITY_IAM' as const];

/** By seed: how the creation of a stack ended, and the first failure where there is one. */
function endOf(TemplateBody: string, seed: string): { order: string; failure: string | undefined } {
  const cloud = testCloud({ seed });
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName: 'shop', TemplateBody, Capabilities });
  cloud.settle();
  const events = (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? []).toReversed();
  const failed = events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  return {
    order: events
      .filter(({ ResourceStatusReason }) => ResourceStatusReason === 'Resource creation Initiated')
      .map(({ LogicalResourceId }) => LogicalResourceId)
      .join(' '),
    failure:
      failed === undefined
        ? undefined
        : `${failed.LogicalResourceId}: ${withoutIds(failed.ResourceStatusReason ?? '')}`,
  };
}

test('200 orders of creation of the twelve resources all deploy', () => {
  const ends = Array.from({ length: 200 }, (_, seed) => endOf(twelve(1), String(seed)));
  expect(ends.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(new Set(ends.map(({ order }) => order)).size).toBeGreaterThan(150);
});

/** A function may fail into a queue only when its role may send there; it does not refer to the policy that says so. */
const withDeadLetters = (dependsOn: string): string => `
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}}
  MaySend:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: may-send
      Roles: [!Ref Role]
      PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Dead.Arn}}
  Processor:
    Type: AWS::Lambda::Function
${dependsOn}
    Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}, Code: {ZipFile: 'exports.handler = async () => 1;'}}
`;

const refused =
  'Processor: Resource handler returned message: "The provided execution role does not have permissions to call SendMessage on SQS (Service: Lambda, Status Code: 400, Request ID: <uuid>)" (RequestToken: <uuid>, HandlerErrorCode: InvalidRequest)';

test('a missing DependsOn shows in some orders of creation, and in no other', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => String(seed));
  const right = seeds.map((seed) => endOf(withDeadLetters('    DependsOn: MaySend'), seed).failure);
  expect(right.filter((failure) => failure !== undefined)).toEqual([]);
  const wrong = seeds.map((seed) => endOf(withDeadLetters(''), seed).failure);
  const failures = wrong.filter((failure) => failure !== undefined);
  expect(new Set(failures)).toEqual(new Set([refused]));
  expect(failures.length).toBeGreaterThan(10);
  expect(failures.length).toBeLessThan(50);
});

test('the failed deployment names the two resources, of which one does not wait for the other', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'stormproof-order-')), 'template.yaml');
  writeFileSync(file, withDeadLetters(''));
  const messages: string[] = [];
  for (let seed = 0; seed < 12 && messages.length === 0; seed++) {
    await using cloud = await Cloud.embedded({ seed });
    await cloud.deploy(file).catch((error: unknown) => messages.push(String(error)));
  }
  expect(messages[0]).toContain(
    'look at Processor  ' +
      `${file}:14:3; it does not wait for MaySend, which was not there yet: if it needs it, give it a DependsOn`,
  );
});
