import { cloudOfThings, deployed } from './stack';

const template = `
AWSTemplateFormatVersion: '2010-09-09'
Description: A role and a queue
Parameters:
  Mode: {Type: String, AllowedValues: [a, b], Default: a, Description: How}
Resources:
  Work: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}}
`;

test('a template is summarised with what it asks for', () => {
  const cfn = cloudOfThings().ask('cloudformation');
  expect(cfn.getTemplateSummary({ TemplateBody: template })).toMatchInlineSnapshot(`
   {
     "Capabilities": [
       "CAPABILITY_IAM",
     ],
     "CapabilitiesReason": "The following resource(s) require capabilities: [AWS::IAM::Role]",
     "Description": "A role and a queue",
     "Parameters": [
       {
         "DefaultValue": "a",
         "Description": "How",
         "NoEcho": false,
         "ParameterConstraints": {
           "AllowedValues": [
             "a",
             "b",
           ],
         },
         "ParameterKey": "Mode",
         "ParameterType": "String",
       },
     ],
     "ResourceIdentifierSummaries": [
       {
         "LogicalResourceIds": [
           "Work",
         ],
         "ResourceIdentifiers": [
           "QueueUrl",
         ],
         "ResourceType": "AWS::SQS::Queue",
       },
       {
         "LogicalResourceIds": [
           "Role",
         ],
         "ResourceIdentifiers": [
           "RoleName",
         ],
         "ResourceType": "AWS::IAM::Role",
       },
     ],
     "ResourceTypes": [
       "AWS::SQS::Queue",
       "AWS::IAM::Role",
     ],
     "Version": "2010-09-09",
   }
  `);
  expect(cfn.validateTemplate({ TemplateBody: template })).toMatchInlineSnapshot(`
   {
     "Capabilities": [
       "CAPABILITY_IAM",
     ],
     "CapabilitiesReason": "The following resource(s) require capabilities: [AWS::IAM::Role]",
     "Description": "A role and a queue",
     "Parameters": [
       {
         "DefaultValue": "a",
         "Description": "How",
         "NoEcho": false,
         "ParameterKey": "Mode",
       },
     ],
   }
  `);
});

test('loops are unrolled, and the processed template shows what became of them', () => {
  const loops = `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Queues:
    - Name
    - [A, B]
    - Queue\${Name}: {Type: AWS::SQS::Queue}
`;
  const { cloud, status } = deployed(loops, { Capabilities: ['CAPABILITY_AUTO_EXPAND'] });
  expect(status()).toBe('CREATE_COMPLETE');
  const cfn = cloud.ask('cloudformation');
  expect(cfn.getTemplate({ StackName: 'shop', TemplateStage: 'Processed' }).TemplateBody).toBe(
    '{"Transform":"AWS::LanguageExtensions","Resources":{"QueueA":{"Type":"AWS::SQS::Queue"},"QueueB":{"Type":"AWS::SQS::Queue"}}}',
  );
  expect(
    cfn.listStackResources({ StackName: 'shop' }).StackResourceSummaries?.map((one) => one.LogicalResourceId),
  ).toEqual(['QueueA', 'QueueB']);
});

test('long lists of events are paged', () => {
  const names = Array.from({ length: 40 }, (_, index) => `Q${index}: {Type: Test::Storm::Thing}`);
  const { cloud } = deployed(`Resources: {${names.join(', ')}}`);
  const cfn = cloud.ask('cloudformation');
  const first = cfn.describeStackEvents({ StackName: 'shop' });
  const second = cfn.describeStackEvents({ StackName: 'shop', NextToken: first.NextToken });
  expect([first.StackEvents?.length, second.StackEvents?.length, second.NextToken]).toEqual([
    100,
    22,
    undefined,
  ]);
});
