import { n, refusal, s, testTable } from './table';

const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const TableName = 'things';

function as(...statements: object[]) {
  const table = testTable({
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'b', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byB',
        KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const role = table.cloud.role('worker', statements);
  return table.cloud.ask('dynamodb', { as: role });
}

const allow = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: arn,
  ...more,
});

const denied = (action: string, resource = arn) =>
  'AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/worker/test is not authorized to perform: ' +
  `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

test('a write needs its action on the table', () => {
  const db = as(allow('dynamodb:PutItem'));
  db.putItem({ TableName, Item: { a: s('x') } });
  expect(refusal(() => db.getItem({ TableName, Key: { a: s('x') } }))).toBe(denied('dynamodb:GetItem'));
  const batch = () =>
    db.batchWriteItem({ RequestItems: { things: [{ DeleteRequest: { Key: { a: s('x') } } }] } });
  expect(refusal(batch)).toBe(denied('dynamodb:BatchWriteItem'));
});

test('a query of an index needs the action on the index', () => {
  const db = as(allow('dynamodb:Query'));
  const query = (IndexName?: string) => () =>
    db.query({
      TableName,
      IndexName,
      KeyConditionExpression: `${IndexName === undefined ? 'a' : 'b'} = :v`,
      ExpressionAttributeValues: { ':v': s('x') },
    });
  expect(query()).not.toThrow();
  expect(refusal(query('byB'))).toBe(denied('dynamodb:Query', `${arn}/index/byB`));
});

test('a transaction needs the action of each of its parts', () => {
  const db = as(allow(['dynamodb:PutItem', 'dynamodb:UpdateItem']));
  const write = () =>
    db.transactWriteItems({
      TransactItems: [
        { Put: { TableName, Item: { a: s('x') } } },
        { ConditionCheck: { TableName, Key: { a: s('y') }, ConditionExpression: 'attribute_exists(a)' } },
      ],
    });
  expect(refusal(write)).toBe(denied('dynamodb:ConditionCheckItem'));
});

test('a role may be held to the partitions that are its own', () => {
  const own = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } };
  const db = as(allow('dynamodb:*', { Condition: own }));
  db.putItem({ TableName, Item: { a: s('mine') } });
  const query = (value: string) => () =>
    db.query({
      TableName,
      KeyConditionExpression: 'a = :v',
      ExpressionAttributeValues: { ':v': s(value) },
    });
  expect(query('mine')).not.toThrow();
  expect(refusal(query('yours'))).toBe(denied('dynamodb:Query'));
  const batch = () =>
    db.batchGetItem({ RequestItems: { things: { Keys: [{ a: s('mine') }, { a: s('yours') }] } } });
  expect(refusal(batch)).toBe(denied('dynamodb:BatchGetItem'));
});

test('a role may be held to some attributes, in whatever part of a request they stand', () => {
  const some = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['a', 'open'] } };
  const db = as(allow('dynamodb:*', { Condition: some }));
  const Key = { a: s('x') };
  db.getItem({ TableName, Key, ProjectionExpression: '#o.deep', ExpressionAttributeNames: { '#o': 'open' } });
  const secret = () => db.getItem({ TableName, Key, ProjectionExpression: 'secret' });
  expect(refusal(secret)).toBe(denied('dynamodb:GetItem'));
  const guess = () =>
    db.putItem({
      TableName,
      Item: Key,
      ConditionExpression: 'secret = :v',
      ExpressionAttributeValues: { ':v': n(1) },
    });
  expect(refusal(guess)).toBe(denied('dynamodb:PutItem'));
});

test('restoring needs the rights of whoever will use the new table', () => {
  const target = 'arn:aws:dynamodb:us-east-1:000000000000:table/restored';
  const used = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'];
  const statements = [
    allow(['dynamodb:CreateBackup', 'dynamodb:RestoreTableToPointInTime']),
    allow(['dynamodb:RestoreTableFromBackup'], { Resource: `${arn}/backup/*` }),
    allow(
      used.map((name) => `dynamodb:${name}`),
      { Resource: target },
    ),
  ];
  const db = as(...statements);
  const BackupArn = db.createBackup({ TableName, BackupName: 'nightly' }).BackupDetails?.BackupArn;
  const TargetTableName = 'restored';
  expect(refusal(() => db.restoreTableFromBackup({ BackupArn, TargetTableName }))).toBe(
    denied('dynamodb:UpdateItem', target),
  );
  const restore = { SourceTableName: TableName, TargetTableName, UseLatestRestorableTime: true };
  expect(refusal(() => db.restoreTableToPointInTime(restore))).toBe(denied('dynamodb:UpdateItem', target));
  const entitled = as(...statements, allow('dynamodb:UpdateItem', { Resource: target }));
  expect(refusal(() => entitled.restoreTableToPointInTime(restore))).toBe(
    "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'things'",
  );
  expect(refusal(() => db.deleteBackup({ BackupArn }))).toBe(denied('dynamodb:DeleteBackup', BackupArn));
});
