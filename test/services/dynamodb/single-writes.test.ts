import { n, refusal, s, testTable } from './table';

const TableName = 'things';
const Key = { a: s('x') };

const unused = { ExpressionAttributeNames: { '#u': 'u' } };
const NAMES = 'Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}';

test('a write of one item begins its complaints about expressions as a model’s check does', () => {
  const { db } = testTable();
  const ConditionExpression = 'attribute_exists(a)';
  const prefix = 'ValidationException: 1 validation error detected: ';
  expect(refusal(() => db.putItem({ TableName, Item: Key, ConditionExpression, ...unused }))).toBe(
    prefix + NAMES,
  );
  expect(refusal(() => db.deleteItem({ TableName, Key, ConditionExpression, ...unused }))).toBe(
    prefix + NAMES,
  );
  const update = (UpdateExpression: string, values?: object) => () =>
    db.updateItem({
      TableName,
      Key,
      UpdateExpression,
      ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
    });
  expect(refusal(update(''))).toBe(`${prefix}Invalid UpdateExpression: The expression can not be empty;`);
  expect(refusal(update('SET b = a', {}))).toBe(`${prefix}ExpressionAttributeValues must not be empty`);
  expect(refusal(update('SET b = :v, b = :v', { ':v': n(1) }))).toMatch(
    /^ValidationException: 1 validation error detected: Invalid UpdateExpression: Two document paths overlap/,
  );
  expect(refusal(update('SET b = a SET c = a'))).toBe(
    `${prefix}Invalid UpdateExpression: The "SET" section can only be used once in an update expression;`,
  );
  const emptySet = `${prefix}One or more parameter values were invalid: An string set  may not be empty`;
  expect(refusal(update('ADD b :v', { ':v': { SS: [] } }))).toBe(emptySet);
  expect(refusal(() => db.putItem({ TableName, Item: { ...Key, b: { SS: [] } } }))).toBe(emptySet);
});

test('what is wrong with an expression itself, or with the table, stands without that', () => {
  const { db } = testTable();
  expect(refusal(() => db.updateItem({ TableName, Key, UpdateExpression: 'SET' }))).toMatch(
    /^ValidationException: Invalid UpdateExpression: Syntax error/,
  );
  expect(refusal(() => db.deleteItem({ TableName, Key: { no: s('x') } }))).toBe(
    'ValidationException: The provided key element does not match the schema',
  );
});

test('reads, batches and transactions say the same without it', () => {
  const { db } = testTable();
  const said = `ValidationException: ${NAMES}`;
  const ProjectionExpression = 'a';
  expect(refusal(() => db.getItem({ TableName, Key, ProjectionExpression, ...unused }))).toBe(said);
  expect(
    refusal(() =>
      db.transactWriteItems({
        TransactItems: [
          { Delete: { TableName, Key, ConditionExpression: 'attribute_exists(a)', ...unused } },
        ],
      }),
    ),
  ).toBe(said);
});
