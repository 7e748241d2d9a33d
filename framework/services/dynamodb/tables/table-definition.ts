import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection as WireProjection,
  ProvisionedThroughput,
} from '@aws-sdk/client-dynamodb';
import { invalid, limitExceeded, WERE_INVALID } from '../errors';
import { type KeyAttribute, keyAttributes, type KeySchema } from '../items/key-schema';
import type { DynamoCall, Projection, SecondaryIndex, Throughput } from '../state';
import { tableUnitsMax } from '../throughput/on-demand-units';
import { withOnDemandMax } from './on-demand-max';
import { withWarmth } from './warm-throughput';

const UNITS_MAX = 1_000_000_000_000;
const LOCAL_INDEXES_MAX = 5;
const KEY_PARTS_MAX = 4;
export const GLOBAL_INDEXES_MAX = 20;

type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';

export function readAttributes(definitions: readonly AttributeDefinition[] | undefined): KeyAttribute[] {
  const names = (definitions ?? []).map(({ AttributeName }) => AttributeName);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) invalid(`${WERE_INVALID}Attribute Name is duplicated: ${repeated}`);
  return (definitions ?? []).map(({ AttributeName = '', AttributeType = 'S' }) => ({
    name: AttributeName,
    type: AttributeType,
  }));
}

/** The key of a table or index, in the words of CreateTable's complaints (aws-behaviour.md 3.9). */
export function readKeySchema(
  elements: readonly KeySchemaElement[],
  attributes: readonly KeyAttribute[],
): KeySchema {
  const names = elements.map(({ AttributeName = '' }) => AttributeName);
  const [first, second] = defined(names, attributes);
  if (names.length > 1 && names[0] === names[1]) {
    invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (elements[0]?.KeyType !== 'HASH' || first === undefined) {
    return invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (second === undefined) return { partition: first };
  if (elements[1]?.KeyType !== 'RANGE') {
    invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  return { partition: first, sort: second };
}

/** A global index's key: up to four attributes choose the partition, and up to four sort within it. */
function readIndexSchema(
  elements: readonly KeySchemaElement[],
  attributes: readonly KeyAttribute[],
): KeySchema {
  const hashes = elements.filter(({ KeyType }) => KeyType === 'HASH');
  if (elements.length <= 2 && hashes.length < 2) return readKeySchema(elements, attributes);
  for (const [type, count] of [
    ['HASH', hashes.length],
    ['RANGE', elements.length - hashes.length],
  ] as const) {
    if (count > KEY_PARTS_MAX) {
      invalid(`${WERE_INVALID}The KeySchema exceeds the maximum allowed number of ${type} key attributes`);
    }
  }
  if (elements[0]?.KeyType !== 'HASH') {
    invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (elements.slice(0, hashes.length).some(({ KeyType }) => KeyType !== 'HASH')) {
    invalid(`${WERE_INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema`);
  }
  const names = elements.map(({ AttributeName = '' }) => AttributeName);
  if (new Set(names).size < names.length) {
    invalid(
      'The KeySchema contains multiple key attributes with the same name. Duplicate attribute names are not allowed',
    );
  }
  const found = defined(names, attributes);
  const [partition, ...morePartition] = found.slice(0, hashes.length);
  const [sort, ...moreSort] = found.slice(hashes.length);
  if (partition === undefined) return readKeySchema(elements, attributes);
  return {
    partition,
    ...(morePartition.length === 0 ? {} : { morePartition }),
    ...(sort === undefined ? {} : { sort }),
    ...(moreSort.length === 0 ? {} : { moreSort }),
  };
}

/** The key attributes of those names; refuses one that is not defined. */
function defined(names: readonly string[], attributes: readonly KeyAttribute[]): KeyAttribute[] {
  const found = names.map((name) => attributes.find((attribute) => attribute.name === name));
  if (found.every((attribute) => attribute !== undefined)) return found;
  return invalid(
    `${WERE_INVALID}Some index key attributes are not defined in AttributeDefinitions. ` +
      `Keys: [${names.join(', ')}], AttributeDefinitions: [${attributes.map(({ name }) => name).join(', ')}]`,
  );
}

/** The units given; `where` is what a refusal calls what they are for, the table or an index. */
export function readThroughput(
  call: DynamoCall,
  given: ProvisionedThroughput | undefined,
  billingMode: BillingMode,
  where = 'table',
): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') return { read: 0, write: 0, decreasesToday: 0 };
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = given ?? {};
  if (read === undefined || write === undefined) {
    return invalid(
      `${WERE_INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    );
  }
  refuseTooMany(call, 'ReadCapacityUnits', read, where);
  refuseTooMany(call, 'WriteCapacityUnits', write, where);
  return { read, write, decreasesToday: 0 };
}

function refuseTooMany({ region }: DynamoCall, name: string, units: number, where: string): void {
  if (units > UNITS_MAX) invalid(`Given value ${units} for ${name} is out of bounds for ${where}`);
  if (units <= tableUnitsMax) return;
  const isTable = where === 'table';
  throw limitExceeded(
    `The requested ${name}${isTable ? '' : ` for ${where}`}, ${units}, is above the per ${isTable ? 'table' : 'index'} ` +
      `maximum for the account in ${region}. Per ${isTable ? 'table' : 'index'} maximum: ${tableUnitsMax}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  );
}

export function refuseThroughputOnDemand(
  given: ProvisionedThroughput | undefined,
  billingMode: BillingMode,
): void {
  if (given !== undefined && billingMode === 'PAY_PER_REQUEST') {
    invalid(
      `${WERE_INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    );
  }
}

function readProjection({ ProjectionType: type, NonKeyAttributes }: WireProjection): Projection {
  if (type === undefined) return invalid(`${WERE_INVALID}Unknown ProjectionType: null`);
  if (NonKeyAttributes !== undefined && type !== 'INCLUDE') {
    invalid(`${WERE_INVALID}ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (NonKeyAttributes === undefined && type === 'INCLUDE') {
    invalid(`${WERE_INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`);
  }
  const names = NonKeyAttributes ?? [];
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) invalid(`${WERE_INVALID}Duplicate element in NonKeyAttributes: ${repeated}`);
  return { type, attributes: names };
}

/** What readers of index definitions go by. */
export interface IndexContext {
  readonly call: DynamoCall;
  readonly attributes: readonly KeyAttribute[];
  readonly schema: KeySchema;
  readonly billingMode: BillingMode;
}

export function readLocalIndexes(
  given: readonly LocalSecondaryIndex[] | undefined,
  context: IndexContext,
): SecondaryIndex[] {
  if (given === undefined) return [];
  if (given.length === 0) invalid(`${WERE_INVALID}List of LocalSecondaryIndexes is empty`);
  if (context.schema.sort === undefined) {
    invalid(
      `${WERE_INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    );
  }
  const indexes = given.map((index) => readLocalIndex(index, context));
  if (given.length > LOCAL_INDEXES_MAX) {
    invalid(`${WERE_INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5`);
  }
  return indexes;
}

function readLocalIndex(
  { IndexName: name = '', KeySchema = [], Projection = {} }: LocalSecondaryIndex,
  { attributes, schema: tableSchema }: IndexContext,
): SecondaryIndex {
  const schema = readKeySchema(KeySchema, attributes);
  if (schema.sort === undefined) {
    invalid(`${WERE_INVALID}Index KeySchema does not have a range key for index: ${name}`);
  }
  if (schema.partition.name !== tableSchema.partition.name) {
    invalid(
      `${WERE_INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
        `index hash key: ${schema.partition.name}, table hash key: ${tableSchema.partition.name}`,
    );
  }
  return {
    name,
    isGlobal: false,
    schema,
    projection: readProjection(Projection),
    status: 'CREATING',
    backfilling: false,
    throughput: { read: 0, write: 0, decreasesToday: 0 },
  };
}

export function readGlobalIndexes(
  given: readonly GlobalSecondaryIndex[] | undefined,
  context: IndexContext,
): SecondaryIndex[] {
  if (given === undefined) return [];
  if (given.length === 0) invalid(`${WERE_INVALID}List of GlobalSecondaryIndexes is empty`);
  const indexes = given.map((index) => readGlobalIndex(index, context));
  if (given.length > GLOBAL_INDEXES_MAX) {
    invalid(`${WERE_INVALID}GlobalSecondaryIndex count exceeds the per-table limit of 20`);
  }
  return indexes;
}

export function readGlobalIndex(index: GlobalSecondaryIndex, context: IndexContext): SecondaryIndex {
  const { IndexName: name = '', KeySchema = [], Projection = {}, ProvisionedThroughput } = index;
  const { call, attributes, billingMode } = context;
  const schema = readIndexSchema(KeySchema, attributes);
  const projection = readProjection(Projection);
  if (billingMode === 'PAY_PER_REQUEST' && ProvisionedThroughput !== undefined) {
    invalid(
      `${WERE_INVALID}ProvisionedThroughput should not be specified for index: ${name} ` +
        'when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (billingMode === 'PROVISIONED' && ProvisionedThroughput === undefined) {
    invalid(`${WERE_INVALID}ProvisionedThroughput is not specified for index: ${name}`);
  }
  const read: SecondaryIndex = {
    name,
    isGlobal: true,
    schema,
    projection,
    status: 'CREATING',
    backfilling: false,
    throughput: readThroughput(call, ProvisionedThroughput, billingMode, `index ${name}`),
  };
  const limited = withOnDemandMax(read, index.OnDemandThroughput, { billingMode, where: `index : ${name}` });
  return withWarmth(call, limited, index.WarmThroughput, billingMode, `index ${name}`);
}

/** Refuses two indexes of one name, and attributes that no key needs. */
export function checkIndexes(
  attributes: readonly KeyAttribute[],
  schema: KeySchema,
  indexes: readonly SecondaryIndex[],
): void {
  const names = indexes.map(({ name }) => name);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) invalid(`${WERE_INVALID}Duplicate index name: ${repeated}`);
  const schemas = [schema, ...indexes.map((index) => index.schema)];
  const used = new Set(schemas.flatMap(keyAttributes).map(({ name }) => name));
  const unused = attributes.filter(({ name }) => !used.has(name));
  if (unused.length > 0 && indexes.length > 0) {
    const keys = [...used].sort();
    invalid(
      `${WERE_INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: ` +
        `[${attributes.map(({ name }) => name).join(', ')}], keys used: [${keys.join(', ')}]`,
    );
  }
}
