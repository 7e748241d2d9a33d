/**
 * Goal: the template's permissions are needed, each of them, and enforced. Method: take one statement out at a time
 * and see a scenario fail with AWS's words for the action and the resource.
 */
import { IAM } from '@aws-sdk/client-iam';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import {
  Cloud,
  failureMessage,
  playScenario,
  StormError,
  type Flaw,
  type ScenarioDefinition,
} from 'stormproof';
import { loadFile } from '../../framework/cli/load-scenarios';
import { deploy } from '../../framework/backends/deploy';

jest.setTimeout(60_000);

const file = 'templates/s3-processor/template.yaml';

interface Removal {
  name: string;
  find: string;
  replace?: string;
  words: RegExp;
}

const statement = (sid: string, action: string, resource: string) =>
  `              - Sid: ${sid}\n                Effect: Allow\n                Action: ${action}\n                Resource: ${resource}\n`;

const readUploads = `          - Sid: ReadUploads
            Effect: Allow
            Action: s3:GetObjectVersion
            Resource: !Sub '\${Uploads.Arn}/*'
`;

const permission = `  UploadsMayInvokeProcessor:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Processor
      Principal: s3.amazonaws.com
      # The bucket's own ARN would make a circle: the bucket names the function, which this lets it invoke.
      SourceAccount: !Ref AWS::AccountId

`;

const removals: Removal[] = [
  {
    name: 'WriteLogs',
    find: statement('WriteLogs', '[logs:CreateLogStream, logs:PutLogEvents]', '!GetAtt ProcessorLogs.Arn'),
    words:
      /not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:us-east-1:000000000000:log-group:\S+ because no identity-based policy allows the logs:CreateLogStream action/,
  },
  {
    name: 'WriteRecords',
    find: statement('WriteRecords', 'dynamodb:PutItem', '!GetAtt Records.Arn'),
    words:
      /not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/\S+ because no identity-based policy allows the dynamodb:PutItem action/,
  },
  {
    name: 'SendDeadLetters',
    find: statement('SendDeadLetters', 'sqs:SendMessage', '!GetAtt Dlq.Arn'),
    words: /The provided execution role does not have permissions to call SendMessage on SQS/,
  },
  {
    name: 'ReadUploads',
    find: readUploads,
    replace: readUploads.replace('s3:GetObjectVersion', 's3:GetObjectTagging'),
    words:
      /not authorized to perform: s3:GetObjectVersion on resource: "?arn:aws:s3:::\S+\/object-\d\d\.json"? because no identity-based policy allows the s3:GetObjectVersion action/,
  },
  {
    name: 'UseDataKey',
    find: statement('UseDataKey', '[kms:Decrypt, kms:GenerateDataKey]', '!GetAtt DataKey.Arn'),
    words: /not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:000000000000:key\/\S+/,
  },
  {
    name: 'UploadsMayInvokeProcessor',
    find: permission,
    words:
      /Not authorized to invoke function \[arn:aws:lambda:us-east-1:000000000000:function:\S+\]|Unable to validate the following destination configurations/,
  },
];

async function messageWith(flaw: Flaw, definition: ScenarioDefinition): Promise<string> {
  try {
    const played = await playScenario(definition, { flaw });
    return failureMessage(played);
  } catch (error) {
    if (error instanceof StormError) return error.message;
    throw error;
  }
}

test.each(removals)(
  'without $name a scenario fails and says what was refused',
  async ({ name, find, replace = '', words }) => {
    const [definition] = await loadFile('scenarios/s3-processor/uploads.scenario.ts');
    if (definition === undefined) throw new Error('no scenario');
    const patches = [{ file, find, replace }];
    // The bucket waits for the permission by name; without it there is nothing to wait for.
    if (find === permission)
      patches.push({ file, find: '    DependsOn: UploadsMayInvokeProcessor\n', replace: '' });
    expect(await messageWith({ id: `without ${name}`, title: name, patches }, definition)).toMatch(words);
  },
);

test("a deployer who may not pass the role gets CREATE_FAILED in AWS's words, and a clean rollback", async () => {
  await using cloud = await Cloud.embedded({ seed: 1 });
  const iam = cloud.aws(IAM);
  await cloud.play(async () => {
    await iam.createRole({
      RoleName: 'deployer',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' },
        ],
      }),
    });
    await iam.putRolePolicy({
      RoleName: 'deployer',
      PolicyName: 'all-but-pass-role',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', NotAction: 'iam:PassRole', Resource: '*' }],
      }),
    });
  });
  const deployed = deploy(cloud, file, {
    as: 'arn:aws:iam::000000000000:role/deployer',
    stackName: 'denied',
  });
  await expect(deployed).rejects.toThrow(
    /Processor {2}CREATE_FAILED {2}.*User: arn:aws:sts::000000000000:assumed-role\/deployer\/stormproof is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/\S+ because no identity-based policy allows the iam:PassRole action/,
  );
  const { Stacks = [] } = await cloud.aws(CloudFormation).describeStacks({ StackName: 'denied' });
  expect(Stacks.map(({ StackStatus }) => StackStatus)).toEqual(['ROLLBACK_COMPLETE']);
  const { StackResources = [] } = await cloud
    .aws(CloudFormation)
    .describeStackResources({ StackName: 'denied' });
  expect(new Set(StackResources.map(({ ResourceStatus }) => ResourceStatus))).toEqual(
    new Set(['DELETE_COMPLETE']),
  );
});
