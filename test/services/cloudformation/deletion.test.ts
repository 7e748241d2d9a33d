import { cloudOfThings, deployed, refusal } from './stack';

const retained = `
Resources:
  Kept: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}
  Gone: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: of, Value: !Ref Kept}]}}
`;

test('a stack is deleted in reverse order, and what is retained stays', () => {
  const { cloud, events, status } = deployed(retained);
  cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_COMPLETE');
  expect(events().slice(-5)).toMatchInlineSnapshot(`
   [
     "shop DELETE_IN_PROGRESS User Initiated",
     "Gone DELETE_IN_PROGRESS",
     "Gone DELETE_COMPLETE",
     "Kept DELETE_SKIPPED",
     "shop DELETE_COMPLETE",
   ]
  `);
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});

test('a deleted stack is known by its id alone, and its name is free', () => {
  const { cloud, status, stackId } = deployed(retained);
  const cfn = cloud.ask('cloudformation');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(refusal(() => cfn.describeStacks({ StackName: 'shop' }))).toBe(
    'ValidationError: Stack with id shop does not exist',
  );
  expect(status()).toBe('DELETE_COMPLETE');
  expect(deployed(retained, { cloud }).stackId).not.toBe(stackId);
});

const keptUnlessCreated = (fail: string): string => `
Resources:
  Kept: {Type: AWS::SQS::Queue, DeletionPolicy: RetainExceptOnCreate}
  Last: {Type: Test::Storm::Thing, DependsOn: Kept, Properties: {Fail: ${fail}}}
`;

test('RetainExceptOnCreate deletes on rollback and retains on deletion', () => {
  const rolledBack = deployed(keptUnlessCreated('create'));
  expect(rolledBack.cloud.ask('sqs').listQueues({}).QueueUrls).toBeUndefined();
  const deleted = deployed(keptUnlessCreated('never'));
  deleted.cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
  deleted.cloud.settle();
  expect(deleted.cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});

test('Retain keeps a resource even when its creation is rolled back', () => {
  const { events } = deployed(`
Resources:
  Kept: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}
  Last: {Type: Test::Storm::Thing, DependsOn: Kept, Properties: {Fail: create}}
`);
  expect(events()).toContain('Kept DELETE_SKIPPED');
});

test('a bucket with objects fails the deletion, which can be tried again without it', () => {
  const { cloud, events, status } = deployed(`
Resources:
  Full: {Type: AWS::S3::Bucket, Properties: {BucketName: full}}
  Work: {Type: AWS::SQS::Queue}
`);
  const cfn = cloud.ask('cloudformation');
  cloud.ask('s3').putObject({ Bucket: 'full', Key: 'a', Body: Buffer.from('a') });
  expect(refusal(() => cfn.deleteStack({ StackName: 'shop', RetainResources: ['Full'] }))).toBe(
    'ValidationError: Invalid operation on stack [arn:aws:cloudformation:us-east-1:000000000000:stack/shop/<uuid>]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.',
  );
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_FAILED The following resource(s) failed to delete: [Full]. ');
  expect(events().find((line) => line.startsWith('Full DELETE_FAILED'))).toMatchInlineSnapshot(
    `"Full DELETE_FAILED Resource handler returned message: "The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: <uuid>)" (RequestToken: <uuid>, HandlerErrorCode: GeneralServiceException)"`,
  );
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_FAILED The following resource(s) failed to delete: [Full]. ');
  cfn.deleteStack({ StackName: 'shop', RetainResources: ['Full'] });
  cloud.settle();
  expect(events()).toContain('Full DELETE_SKIPPED');
  expect(status()).toBe('DELETE_COMPLETE');
});

test('a creation can be broken off by a deletion', () => {
  const cloud = cloudOfThings();
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = 'Resources: {Slow: {Type: Test::Storm::Thing, Properties: {Polls: 9}}}';
  cfn.createStack({ StackName: 'shop', TemplateBody });
  cloud.advance('30 seconds');
  cfn.deleteStack({ StackName: 'shop' });
  expect(refusal(() => cfn.createStack({ StackName: 'shop', TemplateBody }))).toBe(
    'AlreadyExistsException: Stack [shop] already exists',
  );
  cloud.settle();
  expect(cfn.listStacks({}).StackSummaries?.map(({ StackStatus }) => StackStatus)).toEqual([
    'DELETE_COMPLETE',
  ]);
});

test('a stack cannot be deleted while it is rolled back', () => {
  const cloud = cloudOfThings();
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = `
Resources:
  First: {Type: AWS::SQS::Queue}
  Last: {Type: Test::Storm::Thing, DependsOn: First, Properties: {Fail: create}}
`;
  cfn.createStack({ StackName: 'shop', TemplateBody });
  const status = (): string | undefined => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus;
  while (status() === 'CREATE_IN_PROGRESS') cloud.advance('100 milliseconds');
  expect(refusal(() => cfn.deleteStack({ StackName: 'shop' }))).toBe(
    'ValidationError: Stack [shop] cannot be deleted while in status ROLLBACK_IN_PROGRESS',
  );
  cloud.settle();
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(cfn.describeStacks({}).Stacks).toEqual([]);
});

test('a protected stack cannot be deleted until its protection is taken off', () => {
  const { cloud } = deployed(retained, { EnableTerminationProtection: true });
  const cfn = cloud.ask('cloudformation');
  expect(refusal(() => cfn.deleteStack({ StackName: 'shop' }))).toBe(
    'ValidationError: Stack [shop] cannot be deleted while TerminationProtection is enabled',
  );
  cfn.updateTerminationProtection({ StackName: 'shop', EnableTerminationProtection: false });
  cfn.deleteStack({ StackName: 'shop' });
  cfn.deleteStack({ StackName: 'nobody' });
  cloud.settle();
  expect(cfn.describeStacks({}).Stacks).toEqual([]);
});

test('an export in use keeps its stack from being deleted', () => {
  const { cloud, status } = deployed(`
Resources: {Work: {Type: AWS::SQS::Queue}}
Outputs: {Url: {Value: !Ref Work, Export: {Name: work-url}}}
`);
  const importing =
    'Resources: {Other: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: of, Value: !ImportValue work-url}]}}}';
  const importer = deployed(importing, { cloud, StackName: 'reader' });
  const cfn = cloud.ask('cloudformation');
  expect(cfn.listImports({ ExportName: 'work-url' }).Imports).toEqual(['reader']);
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe(
    'CREATE_COMPLETE Delete canceled. Cannot delete export work-url as it is in use by reader.',
  );
  cfn.deleteStack({ StackName: 'reader' });
  cloud.settle();
  expect(importer.status()).toBe('DELETE_COMPLETE');
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('DELETE_COMPLETE');
  expect(cfn.listExports({}).Exports).toEqual([]);
});

test('two stacks cannot export the same name', () => {
  const exporting = `
Resources: {Work: {Type: AWS::SQS::Queue}}
Outputs: {Url: {Value: !Ref Work, Export: {Name: work-url}}}
`;
  const { cloud } = deployed(exporting);
  const second = deployed(exporting, { cloud, StackName: 'second' });
  expect(second.events()).toContain(
    'second ROLLBACK_IN_PROGRESS Export with name work-url is already exported by stack shop. Rollback requested by user.',
  );
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});
