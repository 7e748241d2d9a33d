import { cloudOfThings, deployed } from './stack';

const queues = `
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: '5'
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
Outputs:
  Url: {Value: !Ref Work, Description: The queue}
`;

test('a stack creates its resources one after what they need, and tells of each step', () => {
  const { status, events } = deployed(queues);
  expect(status()).toBe('CREATE_COMPLETE');
  expect(events()).toMatchInlineSnapshot(`
   [
     "shop CREATE_IN_PROGRESS User Initiated",
     "Dead CREATE_IN_PROGRESS",
     "Dead CREATE_IN_PROGRESS Resource creation Initiated",
     "Dead CREATE_COMPLETE",
     "Work CREATE_IN_PROGRESS",
     "Work CREATE_IN_PROGRESS Resource creation Initiated",
     "Work CREATE_COMPLETE",
     "shop CREATE_COMPLETE",
   ]
  `);
});

test('events come newest first, with the fields of CloudFormation', () => {
  const { cloud, stackId } = deployed(queues, { ClientRequestToken: 'once' });
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  const [last] = StackEvents;
  expect(last).toMatchObject({
    StackId: stackId,
    StackName: 'shop',
    LogicalResourceId: 'shop',
    PhysicalResourceId: stackId,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'CREATE_COMPLETE',
    ClientRequestToken: 'once',
  });
  expect(last?.EventId).toMatch(/^[0-9a-f-]{36}$/);
  expect(StackEvents[2]).toMatchInlineSnapshot(`
   {
     "ClientRequestToken": "once",
     "EventId": "Work-CREATE_IN_PROGRESS-2026-01-01T00:00:02.415Z",
     "LogicalResourceId": "Work",
     "PhysicalResourceId": "https://sqs.us-east-1.amazonaws.com/000000000000/shop-Work-01V7IAH1SH9S",
     "ResourceProperties": "{"DelaySeconds":"5","RedrivePolicy":{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:shop-Dead-2TH16VG27P3W","maxReceiveCount":"3"}}",
     "ResourceStatus": "CREATE_IN_PROGRESS",
     "ResourceStatusReason": "Resource creation Initiated",
     "ResourceType": "AWS::SQS::Queue",
     "StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/shop/d8e1e5ba-2f6c-404d-9734-85ade27b7d50",
     "StackName": "shop",
     "Timestamp": 2026-01-01T00:00:02.415Z,
   }
  `);
  expect(new Set(StackEvents.map(({ EventId }) => EventId)).size).toBe(StackEvents.length);
});

test('a stack is described with its outputs, parameters and tags', () => {
  const parameters = `
Description: A shop
Parameters:
  Delay: {Type: Number, Default: 5}
  Secret: {Type: String, NoEcho: true}
`;
  const { cloud } = deployed(`${parameters}${queues}`, {
    Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush' }],
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack).toMatchInlineSnapshot(`
   {
     "CreationTime": 2026-01-01T00:00:00.000Z,
     "Description": "A shop",
     "DisableRollback": false,
     "DriftInformation": {
       "StackDriftStatus": "NOT_CHECKED",
     },
     "EnableTerminationProtection": false,
     "NotificationARNs": [],
     "Outputs": [
       {
         "Description": "The queue",
         "OutputKey": "Url",
         "OutputValue": "https://sqs.us-east-1.amazonaws.com/000000000000/shop-Work-01V7IAH1SH9S",
       },
     ],
     "Parameters": [
       {
         "ParameterKey": "Delay",
         "ParameterValue": "5",
       },
       {
         "ParameterKey": "Secret",
         "ParameterValue": "****",
       },
     ],
     "RollbackConfiguration": {},
     "StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/shop/d8e1e5ba-2f6c-404d-9734-85ade27b7d50",
     "StackName": "shop",
     "StackStatus": "CREATE_COMPLETE",
     "Tags": [
       {
         "Key": "team",
         "Value": "a",
       },
     ],
   }
  `);
});

test('a parameter with NoEcho is masked in events', () => {
  const { cloud } = deployed(
    `
Parameters: {Secret: {Type: String, NoEcho: true}}
Resources: {Work: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: of, Value: !Sub 'a\${Secret}'}]}}}
`,
    { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush"' }] },
  );
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  expect(StackEvents.find(({ LogicalResourceId }) => LogicalResourceId === 'Work')?.ResourceProperties).toBe(
    '{"Tags":[{"Key":"of","Value":"a****"}]}',
  );
});

test('resources get the stack’s tags and those of CloudFormation', () => {
  const { cloud } = deployed('Resources: {Work: {Type: AWS::SQS::Queue}}', {
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  const [resource] =
    cloud.ask('cloudformation').describeStackResources({ StackName: 'shop' }).StackResources ?? [];
  expect(resource?.PhysicalResourceId).toMatch(
    /^https:\/\/sqs.us-east-1.amazonaws.com\/000000000000\/shop-Work-[A-Z0-9]{12}$/,
  );
  const { Tags } = cloud.ask('sqs').listQueueTags({ QueueUrl: resource?.PhysicalResourceId });
  expect(Tags).toMatchObject({ team: 'a' });
});

const diamond = `
Resources:
  Top: {Type: Test::Storm::Thing}
  Left: {Type: Test::Storm::Thing, Properties: {Of: !Ref Top}}
  Right: {Type: Test::Storm::Thing, DependsOn: Top}
  Bottom: {Type: Test::Storm::Thing, Properties: {Of: !Sub '\${Left.Id}'}, DependsOn: [Right]}
  Apart: {Type: Test::Storm::Thing}
`;

test('independent resources are created in an order that varies by seed and always respects the graph', () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 12; seed++) {
    const { events } = deployed(diamond, { cloud: cloudOfThings(String(seed)) });
    const begun = events().filter((line) => line.endsWith('Resource creation Initiated'));
    const complete = (id: string): number => events().indexOf(`${id} CREATE_COMPLETE`);
    const start = (id: string): number => events().indexOf(`${id} CREATE_IN_PROGRESS`);
    for (const [id, need] of [
      ['Left', 'Top'],
      ['Right', 'Top'],
      ['Bottom', 'Left'],
      ['Bottom', 'Right'],
    ] as const) {
      expect(start(id)).toBeGreaterThan(complete(need));
    }
    orders.add(begun.map((line) => line.split(' ')[0]).join(' '));
  }
  expect(orders.size).toBeGreaterThan(2);
});

function eventsOfSameSeed(): unknown {
  const { cloud } = deployed(queues, { cloud: cloudOfThings('same') });
  return cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
}

test('equal seeds give equal stacks', () => {
  expect(eventsOfSameSeed()).toEqual(eventsOfSameSeed());
});

test('a resource that takes its time is asked until it is ready', () => {
  const { cloud, status } = deployed('Resources: {Slow: {Type: Test::Storm::Thing, Properties: {Polls: 3}}}');
  expect(status()).toBe('CREATE_COMPLETE');
  expect(cloud.world.nowMs - Date.UTC(2026, 0, 1)).toBeGreaterThan(120_000);
});

test('a throttled creation is tried again', () => {
  const untilMs = Date.UTC(2026, 0, 1, 0, 0, 5);
  const thing = `{Type: Test::Storm::Thing, Properties: {Fail: throttled until later, UntilMs: ${untilMs}}}`;
  expect(deployed(`Resources: {Busy: ${thing}}`).status()).toBe('CREATE_COMPLETE');
});

test('an error that is not AWS’s is never made a failure of the resource', () => {
  expect(() => deployed('Resources: {Broken: {Type: Test::Storm::Thing, Properties: {Fail: bug}}}')).toThrow(
    'A fault of the program.',
  );
});

test('conditions decide which resources and outputs there are', () => {
  const template = `
Parameters: {Stage: {Type: String}}
Conditions: {IsProduction: !Equals [!Ref Stage, production]}
Resources:
  Always: {Type: AWS::SQS::Queue}
  Sometimes: {Type: AWS::SQS::Queue, Condition: IsProduction}
Outputs:
  Name: {Value: !GetAtt Always.QueueName}
  Other: {Condition: IsProduction, Value: !GetAtt Sometimes.QueueName}
`;
  const outputs = (stage: string): string[] => {
    const { cloud } = deployed(template, { Parameters: [{ ParameterKey: 'Stage', ParameterValue: stage }] });
    const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
    return (stack?.Outputs ?? []).map(({ OutputKey = '' }) => OutputKey);
  };
  expect(outputs('test')).toEqual(['Name']);
  expect(outputs('production')).toEqual(['Name', 'Other']);
});

test('a template is read from S3 as the caller', () => {
  const cloud = cloudOfThings();
  cloud.ask('s3').createBucket({ Bucket: 'templates' });
  cloud.ask('s3').putObject({ Bucket: 'templates', Key: 'a/b.yaml', Body: Buffer.from(queues) });
  const TemplateURL = 'https://templates.s3.us-east-1.amazonaws.com/a/b.yaml';
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateURL });
  cloud.settle();
  expect(cloud.ask('cloudformation').getTemplate({ StackName: 'shop' }).TemplateBody).toBe(queues);
});

test('events come in pages of a hundred, which new events don’t shift', () => {
  const things = Array.from({ length: 40 }, (_, n) => `  T${n}: {Type: Test::Storm::Thing}`).join('\n');
  const { cloud, update } = deployed(`Resources:\n${things}`);
  const cfn = cloud.ask('cloudformation');
  const first = cfn.describeStackEvents({ StackName: 'shop' });
  expect(first.StackEvents).toHaveLength(100);
  update(`Resources:\n${things}\n  More: {Type: Test::Storm::Thing}`);
  const second = cfn.describeStackEvents({ StackName: 'shop', NextToken: first.NextToken });
  expect([second.StackEvents?.length, second.NextToken]).toEqual([22, undefined]);
  const ids = [...(first.StackEvents ?? []), ...(second.StackEvents ?? [])].map(({ EventId }) => EventId);
  expect(new Set(ids).size).toBe(122);
  expect(() => cfn.describeStackEvents({ StackName: 'shop', NextToken: 'next' })).toThrow(
    'Invalid pagination token.',
  );
});
