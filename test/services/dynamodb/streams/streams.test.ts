import { n, refusal, s, testTable, type TestTable } from '../table';

const viewed = (view: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'): TestTable =>
  testTable({ StreamSpecification: { StreamEnabled: true, StreamViewType: view } });

const arnOf = ({ db }: TestTable): string =>
  db.describeTable({ TableName: 'things' }).Table?.LatestStreamArn ?? '';

function iterator(
  { db }: TestTable,
  StreamArn: string,
  type: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON',
  shard = 0,
): string {
  const { StreamDescription } = db.describeStream({ StreamArn });
  const ShardId = StreamDescription.Shards[shard]?.ShardId;
  return db.getShardIterator({ StreamArn, ShardId, ShardIteratorType: type }).ShardIterator;
}

const records = (table: TestTable) =>
  table.db.getRecords({ ShardIterator: iterator(table, arnOf(table)) }).Records;

test('a stream tells each change of an item with its images, once and in order', () => {
  const table = viewed('NEW_AND_OLD_IMAGES');
  table.put({ a: s('x'), v: n(1) }, { a: s('x'), v: n(2) });
  table.db.deleteItem({ TableName: 'things', Key: { a: s('x') } });
  const found = records(table);
  expect(found.map(({ eventName, dynamodb: d }) => [eventName, d.OldImage, d.NewImage])).toEqual([
    ['INSERT', undefined, { a: s('x'), v: n(1) }],
    ['MODIFY', { a: s('x'), v: n(1) }, { a: s('x'), v: n(2) }],
    ['REMOVE', { a: s('x'), v: n(2) }, undefined],
  ]);
  const numbers = found.map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect([...numbers].sort()).toEqual(numbers);
  expect(found[0]).toMatchObject({
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: { Keys: { a: s('x') }, SizeBytes: 7, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
});

test('a write that changes nothing leaves no record', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x'), v: n(1) }, { a: s('x'), v: n('1.0') });
  table.db.deleteItem({ TableName: 'things', Key: { a: s('y') } });
  expect(records(table).map(({ eventName }) => eventName)).toEqual(['INSERT']);
});

test.each([
  ['KEYS_ONLY', false, false],
  ['NEW_IMAGE', true, false],
  ['OLD_IMAGE', false, true],
] as const)('a view of %s shows no more', (view, hasNew, hasOld) => {
  const table = viewed(view);
  table.put({ a: s('x'), v: n(1) }, { a: s('x'), v: n(2) });
  const [, modified] = records(table);
  expect(modified?.dynamodb.NewImage !== undefined).toBe(hasNew);
  expect(modified?.dynamodb.OldImage !== undefined).toBe(hasOld);
});

test('what expires is removed by DynamoDB itself', () => {
  const table = viewed('OLD_IMAGE');
  const spec = { AttributeName: 'until', Enabled: true };
  table.db.updateTimeToLive({ TableName: 'things', TimeToLiveSpecification: spec });
  table.cloud.advance('1 hour');
  const until = Math.floor(table.cloud.world.nowMs / 1000) + 60;
  table.put({ a: s('x'), until: n(until) });
  table.cloud.advance('7 hours');
  const { Shards } = table.db.describeStream({ StreamArn: arnOf(table) }).StreamDescription;
  const found = Shards.flatMap(
    (_, shard) =>
      table.db.getRecords({ ShardIterator: iterator(table, arnOf(table), 'TRIM_HORIZON', shard) }).Records,
  );
  expect(found.map(({ eventName, userIdentity }) => [eventName, userIdentity])).toEqual([
    ['INSERT', undefined],
    ['REMOVE', { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }],
  ]);
});

test('LATEST begins behind what there is, and an iterator goes on where the last one ended', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') });
  const latest = iterator(table, arnOf(table), 'LATEST');
  const first = table.db.getRecords({ ShardIterator: latest });
  expect(first.Records).toEqual([]);
  table.put({ a: s('y') }, { a: s('z') });
  const second = table.db.getRecords({ ShardIterator: first.NextShardIterator, Limit: 1 });
  expect(second.Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ a: s('y') }]);
  const third = table.db.getRecords({ ShardIterator: second.NextShardIterator });
  expect(third.Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ a: s('z') }]);
});

test('sequence numbers name places in a shard', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') }, { a: s('y') });
  const StreamArn = arnOf(table);
  const [first] = records(table);
  const ShardId = table.db.describeStream({ StreamArn }).StreamDescription.Shards[0]?.ShardId;
  const count = (ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER') => {
    const SequenceNumber = first?.dynamodb.SequenceNumber;
    const at = table.db.getShardIterator({ StreamArn, ShardId, ShardIteratorType, SequenceNumber });
    return table.db.getRecords(at).Records.length;
  };
  expect([count('AT_SEQUENCE_NUMBER'), count('AFTER_SEQUENCE_NUMBER')]).toEqual([2, 1]);
});

test('a shard is followed by another after four hours, and ends without another iterator', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') });
  table.cloud.advance('5 hours');
  table.put({ a: s('y') });
  const StreamArn = arnOf(table);
  const [parent, child] = table.db.describeStream({ StreamArn }).StreamDescription.Shards;
  expect(child?.ParentShardId).toBe(parent?.ShardId);
  expect(parent?.SequenceNumberRange.EndingSequenceNumber).toBeDefined();
  expect(child?.SequenceNumberRange.EndingSequenceNumber).toBeUndefined();
  const read = table.db.getRecords({ ShardIterator: iterator(table, StreamArn) });
  expect(read.Records).toHaveLength(1);
  expect(read.NextShardIterator).toBeUndefined();
  const next = table.db.getRecords({ ShardIterator: iterator(table, StreamArn, 'TRIM_HORIZON', 1) });
  expect(next.Records.map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ a: s('y') }]);
  const filtered = table.db.describeStream({
    StreamArn,
    ShardFilter: { Type: 'CHILD_SHARDS', ShardId: parent?.ShardId ?? '' },
  });
  expect(filtered.StreamDescription.Shards).toEqual([child]);
});

test('records are gone after a day, and iterators after a quarter of an hour', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') });
  const old = iterator(table, arnOf(table));
  table.cloud.advance('16 minutes');
  expect(refusal(() => table.db.getRecords({ ShardIterator: old }))).toMatch(/^ExpiredIteratorException: /);
  table.cloud.advance('23 hours');
  expect(records(table)).toHaveLength(1);
  table.cloud.advance('1 hour');
  const StreamArn = arnOf(table);
  const { Shards } = table.db.describeStream({ StreamArn }).StreamDescription;
  const left = Shards.map((_, shard) => iterator(table, StreamArn, 'TRIM_HORIZON', shard)).flatMap(
    (ShardIterator) => table.db.getRecords({ ShardIterator }).Records,
  );
  expect(left).toEqual([]);
});

test('a disabled stream is read for a day more; one enabled anew is another', () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') });
  const first = arnOf(table);
  table.db.updateTable({ TableName: 'things', StreamSpecification: { StreamEnabled: false } });
  table.cloud.settle();
  table.put({ a: s('y') });
  expect(table.db.describeTable({ TableName: 'things' }).Table?.StreamSpecification).toBeUndefined();
  expect(table.db.describeStream({ StreamArn: first }).StreamDescription.StreamStatus).toBe('DISABLED');
  expect(table.db.getRecords({ ShardIterator: iterator(table, first) })).toMatchObject({
    Records: [{ dynamodb: { Keys: { a: s('x') } } }],
  });
  const again = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
  table.db.updateTable({ TableName: 'things', StreamSpecification: again });
  table.cloud.settle();
  expect(arnOf(table)).not.toBe(first);
  expect(table.db.listStreams({ TableName: 'things' }).Streams).toHaveLength(2);
  table.cloud.advance('25 hours');
  expect(refusal(() => table.db.describeStream({ StreamArn: first }))).toBe(
    `ResourceNotFoundException: Requested resource not found: Stream: ${first} not found`,
  );
});

test("a deleted table's stream is read for a day more", () => {
  const table = viewed('KEYS_ONLY');
  table.put({ a: s('x') });
  const arn = arnOf(table);
  table.db.deleteTable({ TableName: 'things' });
  table.cloud.settle();
  expect(table.db.getRecords({ ShardIterator: iterator(table, arn) }).Records).toHaveLength(1);
});

test('lists go by pages', () => {
  const { db } = viewed('KEYS_ONLY');
  db.createTable({
    TableName: 'more',
    KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  });
  const page = db.listStreams({ Limit: 1 });
  expect(page.Streams.map(({ TableName }) => TableName)).toEqual(['more']);
  const rest = db.listStreams({ Limit: 1, ExclusiveStartStreamArn: page.LastEvaluatedStreamArn });
  expect(rest.Streams.map(({ TableName }) => TableName)).toEqual(['things']);
  expect(rest.LastEvaluatedStreamArn).toBeUndefined();
});

test('what is wrong with a stream, shard or iterator is refused', () => {
  const table = viewed('KEYS_ONLY');
  const { db } = table;
  const StreamArn = arnOf(table);
  const ShardId = db.describeStream({ StreamArn }).StreamDescription.Shards[0]?.ShardId;
  const found = [
    () => db.getRecords({ ShardIterator: 'nonsense' }),
    () => db.describeStream({ StreamArn: 'nonsense'.repeat(8) }),
    () => db.getShardIterator({ StreamArn, ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }),
    () =>
      db.getShardIterator({
        StreamArn,
        ShardId,
        ShardIteratorType: 'LATEST',
        SequenceNumber: '1'.repeat(21),
      }),
    () =>
      db.getShardIterator({
        StreamArn,
        ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: '0'.repeat(21),
      }),
    () => db.getRecords({ ShardIterator: iterator(table, StreamArn), Limit: 1001 }),
    () => db.updateTable({ TableName: 'things', StreamSpecification: { StreamEnabled: true } }),
    () =>
      db.updateTable({
        TableName: 'things',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    () => testTable().db.updateTable({ TableName: 'things', StreamSpecification: { StreamEnabled: false } }),
    () => testTable({ StreamSpecification: { StreamEnabled: true } }),
  ].map(refusal);
  expect(found).toMatchInlineSnapshot(`
   [
     "ValidationException: Invalid ShardIterator",
     "ValidationException: Invalid StreamArn",
     "ValidationException: One or more parameter values were invalid: SequenceNumber must be specified when ShardIteratorType is AT_SEQUENCE_NUMBER",
     "ValidationException: One or more parameter values were invalid: SequenceNumber must not be specified when ShardIteratorType is LATEST",
     "ValidationException: Invalid SequenceNumber for the shard",
     "ValidationException: 1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000",
     "ValidationException: One or more parameter values were invalid: If stream is being enabled then UpdateViewType is required",
     "ValidationException: Table already has an enabled stream: TableName: things",
     "ValidationException: Table has no stream to disable: TableName: things",
     "ValidationException: One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is required",
   ]
  `);
  const nowhere = refusal(() =>
    db.getShardIterator({ StreamArn, ShardId: 'x'.repeat(28), ShardIteratorType: 'LATEST' }),
  );
  expect(nowhere).toMatch(/^ResourceNotFoundException: /);
});

test("reading a stream takes rights to the stream, which are DynamoDB's actions", () => {
  const table = viewed('KEYS_ONLY');
  const StreamArn = arnOf(table);
  const reader = table.cloud.role('reader', [
    { Effect: 'Allow', Action: 'dynamodb:DescribeStream', Resource: StreamArn },
  ]);
  const asReader = table.cloud.ask('dynamodb', { as: reader });
  expect(asReader.describeStream({ StreamArn }).StreamDescription.StreamStatus).toBe('ENABLED');
  const at = iterator(table, StreamArn);
  expect(refusal(() => asReader.getRecords({ ShardIterator: at }))).toContain(
    `is not authorized to perform: dynamodb:GetRecords on resource: ${StreamArn}`,
  );
});
