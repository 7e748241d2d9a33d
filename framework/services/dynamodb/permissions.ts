import { type Access, AwsError, type Permissions, type ServiceClients } from '../../cloud/service';
import { membersOf, type WireAttributeValue } from './items/attribute-value';
import { requestExpressions, type ExpressionParameters } from './expressions/request-expressions';
import { parseStatement } from './partiql/syntax/statement';
import { conditionPaths } from './queries/filter-names';
import type { DynamoCall, State } from './state';
import { streamOfIterator } from './streams/iterators';
import { tableArn, tableNameOf } from './tables/find-table';

type WireItem = { [name: string]: WireAttributeValue };
type Context = NonNullable<Access['context']>;

const arnOf = (call: DynamoCall, text: string): string =>
  text.startsWith('arn:') ? text : tableArn(call, text);

/** An action on the table that a request names. */
function onTable(action: string) {
  return ({ TableName }: { TableName: string }, call: DynamoCall): Access => ({
    action,
    resource: arnOf(call, TableName),
    context: resourceTags(call, TableName),
  });
}

function resourceTags(call: DynamoCall, tableName: string): Context {
  const tags = call.state.tables.get(tableNameOf(tableName) ?? '')?.tags ?? {};
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]),
  );
}

function requestTags(tags: readonly { Key?: string | undefined; Value?: string | undefined }[]): Context {
  const entries = tags.map(({ Key = '', Value = '' }) => [`aws:requesttag/${Key.toLowerCase()}`, Value]);
  return { ...Object.fromEntries(entries), 'aws:tagkeys': tags.map(({ Key = '' }) => Key) };
}

/** A request on items, of which the condition keys tell the partition keys and attributes. */
interface ItemRequest extends ExpressionParameters {
  TableName?: string | undefined;
  Key?: WireItem | undefined;
  Keys?: WireItem[] | undefined;
  Item?: WireItem | undefined;
  AttributesToGet?: string[] | undefined;
  AttributeUpdates?: object | undefined;
  Expected?: object | undefined;
  KeyConditions?: { [name: string]: { AttributeValueList?: WireAttributeValue[] | undefined } } | undefined;
  ReturnValues?: string | undefined;
  Select?: string | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function itemAccess(call: DynamoCall, action: string, request: ItemRequest, indexName?: string): Access {
  const { TableName = '' } = request;
  const table = call.state.tables.get(tableNameOf(TableName) ?? '');
  const schema = table?.indexes.find(({ name }) => name === indexName)?.schema ?? table?.schema;
  const arn = arnOf(call, TableName);
  const names = new Set<string>();
  const leading = new Set<string>();
  const context: Context = resourceTags(call, TableName);
  for (const item of [request.Item, request.Key, ...(request.Keys ?? [])]) {
    if (item === undefined) continue;
    for (const name of Object.keys(item)) names.add(name);
    const value =
      schema && Object.hasOwn(item, schema.partition.name) ? item[schema.partition.name] : undefined;
    if (value !== undefined) leading.add(keyText(value));
  }
  collectNames(request, schema?.partition.name, names, leading);
  if (leading.size > 0) context['dynamodb:leadingkeys'] = [...leading];
  if (names.size > 0) context['dynamodb:attributes'] = [...names];
  if (request.Select !== undefined) context['dynamodb:select'] = request.Select;
  if (request.ReturnValues !== undefined) context['dynamodb:returnvalues'] = request.ReturnValues;
  return { action, resource: indexName === undefined ? arn : `${arn}/index/${indexName}`, context };
}

function keyText(wire: WireAttributeValue): string {
  return wire.S ?? wire.N ?? (wire.B === undefined ? '' : Buffer.from(wire.B).toString('base64'));
}

/** Adds what expressions and their older forms name. */
function collectNames(
  request: ItemRequest,
  partitionName: string | undefined,
  names: Set<string>,
  leading: Set<string>,
): void {
  for (const legacy of [request.AttributeUpdates, request.Expected, request.KeyConditions]) {
    for (const name of Object.keys(legacy ?? {})) names.add(name);
  }
  for (const name of request.AttributesToGet ?? []) names.add(name);
  const [first] = request.KeyConditions?.[partitionName ?? '']?.AttributeValueList ?? [];
  if (first !== undefined) leading.add(keyText(first));
  const expressions = expressionsOf(request);
  const paths = [
    ...(expressions.projection ?? []),
    ...(expressions.update?.actions ?? []).map(({ path }) => path),
    ...(expressions.condition === undefined ? [] : conditionPaths(expressions.condition)),
    ...(expressions.filter === undefined ? [] : conditionPaths(expressions.filter)),
  ];
  for (const [name] of paths) names.add(String(name));
  for (const { name, values } of expressions.keyConditions ?? []) {
    names.add(name);
    const [value] = values;
    if (name !== partitionName || value === undefined) continue;
    const { S, N, B } = membersOf(value);
    leading.add(S ?? N ?? B ?? '');
  }
}

function expressionsOf(request: ItemRequest): ReturnType<typeof requestExpressions> {
  try {
    return requestExpressions(request);
  } catch (error) {
    // The operation itself will refuse them.
    if (error instanceof AwsError) return {};
    throw error;
  }
}

function onItems(action: string) {
  return (input: ItemRequest & { IndexName?: string | undefined }, call: DynamoCall): Access =>
    itemAccess(call, action, input, input.IndexName);
}

function onArn(action: string) {
  return ({ ResourceArn }: { ResourceArn: string }): Access => ({ action, resource: ResourceArn });
}

/** Restoring takes its own action, and those of whoever reads and writes the new table. */
function restoring(call: DynamoCall, action: string, resource: string, target: string): Access[] {
  const used = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];
  return [
    { action, resource },
    ...used.map((name) => ({ action: `dynamodb:${name}`, resource: arnOf(call, target) })),
  ];
}

const STATEMENT_ACTIONS = {
  delete: 'dynamodb:PartiQLDelete',
  exists: 'dynamodb:ConditionCheckItem',
  insert: 'dynamodb:PartiQLInsert',
  select: 'dynamodb:PartiQLSelect',
  update: 'dynamodb:PartiQLUpdate',
} as const;

/** A statement of PartiQL takes the action of its kind on the table or index that it names. */
function statementAccess(call: DynamoCall, text: string): Access {
  const { statement } = parseStatement(text);
  const { source } = statement.kind === 'exists' ? statement.select : statement;
  const table = arnOf(call, source.table);
  return {
    action: STATEMENT_ACTIONS[statement.kind],
    resource: source.index === undefined ? table : `${table}/index/${source.index}`,
    context: resourceTags(call, source.table),
  };
}

const onStream =
  (action: string) =>
  ({ StreamArn }: { StreamArn: string }): Access => ({ action, resource: StreamArn });

const onBackup =
  (action: string) =>
  ({ BackupArn }: { BackupArn: string }): Access => ({ action, resource: BackupArn });

/**
 * What each operation needs: batches an access to every table, transactions those of the single operations.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const permissions: Permissions<ServiceClients['dynamodb'], State> = {
  batchExecuteStatement: ({ Statements }, call) =>
    Statements.map(({ Statement = '' }) => statementAccess(call, Statement)),
  batchGetItem: ({ RequestItems }, call) =>
    Object.entries(RequestItems).map(([TableName, request]) =>
      itemAccess(call, 'dynamodb:BatchGetItem', { ...request, TableName }),
    ),
  batchWriteItem: ({ RequestItems }, call) =>
    Object.entries(RequestItems).map(([TableName, requests]) => {
      const Keys = requests.map(
        ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {},
      );
      return itemAccess(call, 'dynamodb:BatchWriteItem', { TableName, Keys });
    }),
  createBackup: onTable('dynamodb:CreateBackup'),
  createTable({ TableName, Tags = [], ResourcePolicy }, call) {
    const create = { action: 'dynamodb:CreateTable', resource: arnOf(call, TableName) };
    const { resource } = create;
    const policy = ResourcePolicy === undefined ? [] : [{ action: 'dynamodb:PutResourcePolicy', resource }];
    if (Tags.length === 0) return [create, ...policy];
    const context = requestTags(Tags);
    return [{ ...create, context }, { action: 'dynamodb:TagResource', resource, context }, ...policy];
  },
  deleteBackup: onBackup('dynamodb:DeleteBackup'),
  deleteItem: onItems('dynamodb:DeleteItem'),
  deleteResourcePolicy: onArn('dynamodb:DeleteResourcePolicy'),
  deleteTable: onTable('dynamodb:DeleteTable'),
  describeBackup: onBackup('dynamodb:DescribeBackup'),
  describeContinuousBackups: onTable('dynamodb:DescribeContinuousBackups'),
  describeStream: onStream('dynamodb:DescribeStream'),
  describeTable: onTable('dynamodb:DescribeTable'),
  describeTimeToLive: onTable('dynamodb:DescribeTimeToLive'),
  getRecords: ({ ShardIterator }) => ({
    action: 'dynamodb:GetRecords',
    resource: streamOfIterator(ShardIterator) ?? '*',
  }),
  getResourcePolicy: onArn('dynamodb:GetResourcePolicy'),
  getShardIterator: onStream('dynamodb:GetShardIterator'),
  executeStatement: ({ Statement }, call) => statementAccess(call, Statement),
  executeTransaction: ({ TransactStatements }, call) =>
    TransactStatements.map(({ Statement = '' }) => statementAccess(call, Statement)),
  getItem: onItems('dynamodb:GetItem'),
  listStreams: ({ TableName = '*' }, call) => ({
    action: 'dynamodb:ListStreams',
    resource: `${arnOf(call, TableName)}/stream/*`,
  }),
  listTagsOfResource: onArn('dynamodb:ListTagsOfResource'),
  putItem: onItems('dynamodb:PutItem'),
  putResourcePolicy: onArn('dynamodb:PutResourcePolicy'),
  query: onItems('dynamodb:Query'),
  restoreTableFromBackup: ({ BackupArn, TargetTableName }, call) =>
    restoring(call, 'dynamodb:RestoreTableFromBackup', BackupArn, TargetTableName),
  restoreTableToPointInTime: ({ SourceTableName, SourceTableArn = '', TargetTableName }, call) =>
    restoring(
      call,
      'dynamodb:RestoreTableToPointInTime',
      arnOf(call, SourceTableName ?? SourceTableArn),
      TargetTableName,
    ),
  scan: onItems('dynamodb:Scan'),
  tagResource: ({ ResourceArn, Tags }) => ({
    action: 'dynamodb:TagResource',
    resource: ResourceArn,
    context: requestTags(Tags),
  }),
  transactGetItems: ({ TransactItems }, call) =>
    TransactItems.map(({ Get }) => itemAccess(call, 'dynamodb:GetItem', { ...Get })),
  transactWriteItems: ({ TransactItems }, call) =>
    TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      if (Put !== undefined) return itemAccess(call, 'dynamodb:PutItem', { ...Put });
      if (Update !== undefined) return itemAccess(call, 'dynamodb:UpdateItem', { ...Update });
      if (Delete !== undefined) return itemAccess(call, 'dynamodb:DeleteItem', { ...Delete });
      return itemAccess(call, 'dynamodb:ConditionCheckItem', { ...ConditionCheck });
    }),
  untagResource: onArn('dynamodb:UntagResource'),
  updateContinuousBackups: onTable('dynamodb:UpdateContinuousBackups'),
  updateItem: onItems('dynamodb:UpdateItem'),
  updateTable: onTable('dynamodb:UpdateTable'),
  updateTimeToLive: onTable('dynamodb:UpdateTimeToLive'),
};
