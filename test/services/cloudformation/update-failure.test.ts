import { stackFailure } from '../../../framework/faults';
import { cloudOfThings, deployed, inject, refusal } from './stack';

const shop = (delay: number, fail = 'nothing', more = ''): string => `
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}}}
  Last: {Type: Test::Storm::Thing, DependsOn: Work, Properties: {Fail: ${fail}, Of: ${delay}}}
${more}
`;

test('a failed update puts the old values back and deletes what is new', () => {
  const { cloud, update, status } = deployed(shop(5));
  expect(update(shop(6, 'update', '  New: {Type: AWS::SQS::Queue}'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "New CREATE_IN_PROGRESS",
     "Work UPDATE_IN_PROGRESS",
     "New CREATE_IN_PROGRESS Resource creation Initiated",
     "New CREATE_COMPLETE",
     "Work UPDATE_COMPLETE",
     "Last UPDATE_IN_PROGRESS",
     "Last UPDATE_FAILED Resource handler returned message: "This thing won’t change." (RequestToken: <uuid>, HandlerErrorCode: InvalidRequest)",
     "shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Last]. ",
     "Work UPDATE_IN_PROGRESS",
     "Work UPDATE_COMPLETE",
     "Last UPDATE_IN_PROGRESS",
     "Last UPDATE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
     "New DELETE_IN_PROGRESS",
     "New DELETE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE",
   ]
  `);
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { QueueUrls = [] } = cloud.ask('sqs').listQueues({});
  expect(QueueUrls).toHaveLength(1);
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl: QueueUrls[0], AttributeNames: ['DelaySeconds'] });
  expect(Attributes).toEqual({ DelaySeconds: '5' });
  expect(cloud.ask('cloudformation').getTemplate({ StackName: 'shop' }).TemplateBody).toBe(shop(5));
  expect(update(shop(7)).at(-1)).toBe('shop UPDATE_COMPLETE');
});

test('a replacement that a failure undoes leaves the old thing in its place', () => {
  const things = (name: string, fail: string): string =>
    `Resources: {Thing: {Type: Test::Storm::Thing, Properties: {Name: ${name}}}, Last: {Type: Test::Storm::Thing, DependsOn: Thing, Properties: {Fail: ${fail}}}}`;
  const { cloud, update } = deployed(things('a', 'nothing'));
  expect(update(things('b', 'update'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "Thing UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
     "Thing UPDATE_IN_PROGRESS Resource creation Initiated",
     "Thing UPDATE_COMPLETE",
     "Last UPDATE_IN_PROGRESS",
     "Last UPDATE_FAILED Resource handler returned message: "This thing won’t change." (RequestToken: <uuid>, HandlerErrorCode: InvalidRequest)",
     "shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Last]. ",
     "Thing UPDATE_IN_PROGRESS",
     "Thing UPDATE_COMPLETE",
     "Last UPDATE_IN_PROGRESS",
     "Last UPDATE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
     "Thing DELETE_IN_PROGRESS",
     "Thing DELETE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE",
   ]
  `);
  const { StackResources } = cloud
    .ask('cloudformation')
    .describeStackResources({ StackName: 'shop', LogicalResourceId: 'Thing' });
  expect(StackResources).toMatchObject([
    { PhysicalResourceId: 'thing/a', ResourceStatus: 'UPDATE_COMPLETE' },
  ]);
});

test('siblings under way are cancelled, and restored as well', () => {
  const { update } = deployed(
    'Resources: {Quick: {Type: Test::Storm::Thing}, Slow: {Type: Test::Storm::Thing}}',
  );
  const lines = update(
    'Resources: {Quick: {Type: Test::Storm::Thing, Properties: {Fail: update}}, Slow: {Type: Test::Storm::Thing, Properties: {Polls: 9}}}',
  );
  expect(lines).toContain('Slow UPDATE_FAILED Resource update cancelled');
  expect(lines).toContain(
    'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Quick, Slow]. ',
  );
  expect(lines.filter((line) => line === 'Slow UPDATE_COMPLETE')).toHaveLength(1);
});

test('an update without rollback stays as it is, and is tried again or taken back', () => {
  const { cloud, update, status, after } = deployed(shop(5));
  const cfn = cloud.ask('cloudformation');
  update(shop(6, 'update'), { DisableRollback: true });
  expect(status()).toBe('UPDATE_FAILED The following resource(s) failed to update: [Last]. ');
  expect(refusal(() => update(shop(6)))).toBe(
    'ValidationError: This stack is currently in a non-terminal [UPDATE_FAILED] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API',
  );
  expect(update(shop(7), { DisableRollback: true }).at(-1)).toBe('shop UPDATE_COMPLETE');
  update(shop(8, 'update'), { DisableRollback: true });
  expect(after(() => cfn.rollbackStack({ StackName: 'shop' }))).toEqual([
    'shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated',
    'Work UPDATE_IN_PROGRESS',
    'Work UPDATE_COMPLETE',
    'Last UPDATE_IN_PROGRESS',
    'Last UPDATE_COMPLETE',
    'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(refusal(() => cfn.rollbackStack({ StackName: 'shop' }))).toBe(
    'ValidationError: RollbackStack cannot be called from current stack status',
  );
});

test('a creation without rollback is gone on with by an update', () => {
  const { cloud, update, status } = deployed(shop(5, 'create'), { DisableRollback: true });
  expect(status()).toBe('CREATE_FAILED The following resource(s) failed to create: [Last]. ');
  expect(update(shop(5), { DisableRollback: true }).at(-1)).toBe('shop UPDATE_COMPLETE');
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
  const second = deployed(shop(5, 'create'), { DisableRollback: true, cloud, StackName: 'second' });
  cloud.ask('cloudformation').rollbackStack({ StackName: 'second' });
  cloud.settle();
  expect(second.status()).toBe('DELETE_COMPLETE');
});

test('what a failed creation left is deleted before the next attempt', () => {
  const cloud = cloudOfThings();
  inject(cloud, stackFailure({ resource: 'Work', on: 'create', when: 'after' }));
  const { update } = deployed('Resources: {Work: {Type: AWS::SNS::Topic, Properties: {TopicName: jobs}}}', {
    cloud,
    DisableRollback: true,
  });
  expect(
    update('Resources: {Work: {Type: AWS::SNS::Topic, Properties: {TopicName: jobs}}}', {
      DisableRollback: true,
    }),
  ).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'Work DELETE_IN_PROGRESS',
    'Work DELETE_COMPLETE',
    'Work CREATE_IN_PROGRESS',
    'Work CREATE_IN_PROGRESS Resource creation Initiated',
    'Work CREATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ]);
});

test('a replacement that is replaced again before the update is over leaves nothing', () => {
  const queue = (fifo: boolean, delay: number, fail: string): string =>
    `Resources: {Work: {Type: AWS::SQS::Queue, Properties: {${fifo ? 'FifoQueue: true, ' : ''}DelaySeconds: ${delay}}}, Last: {Type: Test::Storm::Thing, DependsOn: Work, Properties: {Fail: ${fail}}}}`;
  const { cloud, update, after } = deployed(queue(false, 1, 'nothing'));
  update(queue(false, 2, 'update'), { DisableRollback: true });
  update(queue(true, 2, 'update'), { DisableRollback: true });
  update(queue(false, 3, 'update'), { DisableRollback: true });
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(3);
  after(() => cloud.ask('cloudformation').rollbackStack({ StackName: 'shop' }));
  const { QueueUrls = [] } = cloud.ask('sqs').listQueues({});
  expect(QueueUrls).toHaveLength(1);
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl: QueueUrls[0], AttributeNames: ['DelaySeconds'] });
  expect(Attributes).toEqual({ DelaySeconds: '1' });
});

test('a rollback that fails is gone on with, with what failed or without it', () => {
  const cloud = cloudOfThings();
  const { update, status, after } = deployed(shop(5), { cloud });
  inject(cloud, stackFailure({ resource: 'Work', on: 'rollback', attempt: 'every' }));
  update(shop(6, 'update'));
  expect(status()).toBe('UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Work]. ');
  const cfn = cloud.ask('cloudformation');
  expect(refusal(() => update(shop(7)))).toMatch(
    /^ValidationError: Stack:arn:aws:cloudformation:us-east-1:000000000000:stack\/shop\/<uuid> is in UPDATE_ROLLBACK_FAILED state and can not be updated\.$/,
  );
  const skip = (...ResourcesToSkip: string[]): void =>
    void cfn.continueUpdateRollback({ StackName: 'shop', ResourcesToSkip });
  expect(refusal(() => skip('Nobody'))).toBe(
    'ValidationError: Resources to skip [Nobody] do not exist in the stack.',
  );
  expect(refusal(() => skip('Last'))).toBe(
    'ValidationError: Resources to skip [Last] are not in the UPDATE_FAILED state; only resources that failed to roll back can be skipped.',
  );
  after(() => skip());
  expect(status()).toBe('UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Work]. ');
  expect(after(() => skip('Work'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated",
     "Work UPDATE_COMPLETE",
     "Last UPDATE_IN_PROGRESS",
     "Last UPDATE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
     "shop UPDATE_ROLLBACK_COMPLETE",
   ]
  `);
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(refusal(() => skip())).toBe(
    'ValidationError: RollbackUpdatedStack cannot be called from current stack status',
  );
});

test('an update can be cancelled while it goes forward, and only then', () => {
  const { cloud, events, status } = deployed(shop(5));
  const cfn = cloud.ask('cloudformation');
  expect(refusal(() => cfn.cancelUpdateStack({ StackName: 'shop' }))).toBe(
    'ValidationError: CancelUpdateStack cannot be called from current stack status',
  );
  cfn.updateStack({
    StackName: 'shop',
    TemplateBody: shop(6, 'nothing', '  Slow: {Type: Test::Storm::Thing, Properties: {Polls: 9}}'),
  });
  cloud.advance('30 seconds');
  cfn.cancelUpdateStack({ StackName: 'shop' });
  cloud.settle();
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(events()).toContain('Slow CREATE_FAILED Resource creation cancelled');
  expect(events()).toContain('shop UPDATE_ROLLBACK_IN_PROGRESS Stack update cancelled ');
});

test('a stack that was not rolled back can be deleted, with what its update replaced', () => {
  const queue = (fifo: string, fail: string): string =>
    `Resources: {Work: {Type: AWS::SQS::Queue${fifo}}, Last: {Type: Test::Storm::Thing, DependsOn: Work, Properties: {Fail: ${fail}}}}`;
  const { cloud, update, after } = deployed(queue('', 'nothing'));
  update(queue(', Properties: {FifoQueue: true}', 'update'), { DisableRollback: true });
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(2);
  expect(after(() => cloud.ask('cloudformation').deleteStack({ StackName: 'shop' })).at(-1)).toBe(
    'shop DELETE_COMPLETE',
  );
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toBeUndefined();
});

test('an export in use can be neither changed nor withdrawn, and the update is rolled back', () => {
  const exporting = (
    value: string,
    output = `Outputs: {Name: {Value: ${value}, Export: {Name: shop-name}}}`,
  ): string =>
    `Resources: {Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${value.length}}}}\n${output}`;
  const { cloud, update } = deployed(exporting('one'));
  const reading =
    'Resources: {Other: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: of, Value: !ImportValue shop-name}]}}}';
  const reader = deployed(reading, { cloud, StackName: 'reader' });
  expect(update(exporting('other'))).toContain(
    'shop UPDATE_ROLLBACK_IN_PROGRESS Export shop-name cannot be updated as it is in use by reader ',
  );
  expect(update(exporting('none', ''))).toContain(
    'shop UPDATE_ROLLBACK_IN_PROGRESS Export shop-name cannot be deleted as it is in use by reader ',
  );
  reader.update('Resources: {Other: {Type: AWS::SQS::Queue}}');
  expect(update(exporting('other')).at(-1)).toBe('shop UPDATE_COMPLETE');
  expect(cloud.ask('cloudformation').listExports({}).Exports).toMatchObject([{ Value: 'other' }]);
});

test('no other operation begins while one is under way', () => {
  const { cloud } = deployed(shop(5));
  const cfn = cloud.ask('cloudformation');
  cfn.updateStack({ StackName: 'shop', TemplateBody: shop(6) });
  expect(refusal(() => cfn.updateStack({ StackName: 'shop', TemplateBody: shop(7) }))).toMatch(
    /is in UPDATE_IN_PROGRESS state and can not be updated\.$/,
  );
  expect(refusal(() => cfn.deleteStack({ StackName: 'shop' }))).toBe(
    'ValidationError: Stack [shop] cannot be deleted while in status UPDATE_IN_PROGRESS',
  );
  expect(refusal(() => cfn.updateStack({ StackName: 'nobody', TemplateBody: shop(7) }))).toBe(
    'ValidationError: Stack [nobody] does not exist',
  );
});

test('a rollback that AWS itself refuses for an hour is gone on with when the hour is over', () => {
  const table = (isOn: boolean, fail: string): string => `
Resources:
  Ledger: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}], TimeToLiveSpecification: {AttributeName: until, Enabled: ${isOn}}}}
  Last: {Type: Test::Storm::Thing, DependsOn: Ledger, Properties: {Fail: ${fail}}}
`;
  const { cloud, update, status, after } = deployed(table(true, 'nothing'));
  cloud.advance('2 hours');
  expect(update(table(false, 'update'))).toContainEqual(
    expect.stringMatching(
      /^Ledger UPDATE_FAILED .*Time to live has been modified multiple times within a fixed interval/,
    ),
  );
  const goOn = () => cloud.ask('cloudformation').continueUpdateRollback({ StackName: 'shop' });
  after(goOn);
  expect(status()).toBe('UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Ledger]. ');
  cloud.advance('2 hours');
  after(goOn);
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a stack whose creation was rolled back can only be deleted', () => {
  const { cloud, update, status, after } = deployed(shop(5, 'create'));
  expect(status()).toBe('ROLLBACK_COMPLETE');
  const cfn = cloud.ask('cloudformation');
  expect(refusal(() => update(shop(5)))).toBe(
    'ValidationError: Stack:arn:aws:cloudformation:us-east-1:000000000000:stack/shop/<uuid> is in ROLLBACK_COMPLETE state and can not be updated.',
  );
  expect(refusal(() => cfn.rollbackStack({ StackName: 'shop' }))).toBe(
    'ValidationError: RollbackStack cannot be called from current stack status',
  );
  after(() => cfn.deleteStack({ StackName: 'shop' }));
  expect(status()).toBe('DELETE_COMPLETE');
});

test('properties that break their schema fail an update before anything is changed', () => {
  const queue = (delay: string): string =>
    `Resources: {A: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}, Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}}}}`;
  const { update } = deployed(queue('1'));
  expect(update(queue('soon'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "Work UPDATE_FAILED Properties validation failed for resource Work with message: [#/DelaySeconds: expected type: Integer, found: String]",
     "shop UPDATE_ROLLBACK_IN_PROGRESS Validation failed for following resources: [Work]. ",
     "Work UPDATE_IN_PROGRESS",
     "Work UPDATE_COMPLETE",
     "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
     "shop UPDATE_ROLLBACK_COMPLETE",
   ]
  `);
});
