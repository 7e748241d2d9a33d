import { testCloud } from '../../../test-cloud';

const template = (view: string | undefined) => `
Resources:
  Records:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ${view === undefined ? '' : `StreamSpecification: {StreamViewType: ${view}}`}
Outputs:
  Stream: {Value: ${view === undefined ? 'none' : '!GetAtt Records.StreamArn'}}
`;

test('a stack has its stream, changes it for one of another view, and ends it', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const db = cloud.ask('dynamodb');
  cfn.createStack({ StackName: 'shop', TemplateBody: template('NEW_IMAGE') });
  cloud.settle();
  const output = () => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.Outputs?.[0]?.OutputValue;
  const [TableName = ''] = db.listTables({}).TableNames ?? [];
  const latest = () => db.describeTable({ TableName }).Table;
  const first = latest()?.LatestStreamArn;
  expect(output()).toBe(first);
  cfn.updateStack({ StackName: 'shop', TemplateBody: template('KEYS_ONLY') });
  cloud.settle();
  expect(latest()?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
  expect(latest()?.LatestStreamArn).not.toBe(first);
  expect(output()).toBe(latest()?.LatestStreamArn);
  cfn.updateStack({ StackName: 'shop', TemplateBody: template(undefined) });
  cloud.settle();
  expect(latest()?.StreamSpecification).toBeUndefined();
  expect(output()).toBe('none');
});
