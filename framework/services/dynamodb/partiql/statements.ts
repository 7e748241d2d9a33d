import type {
  AttributeValue as WireAttributeValue,
  BatchStatementError,
  BatchStatementErrorCodeEnum,
  BatchStatementRequest,
  BatchStatementResponse,
  ConsumedCapacity,
  DynamoDB,
} from '@aws-sdk/client-dynamodb';
import { AwsError, type Operations } from '../../../cloud/service';
import { type Consumption, consumedCapacity, readOf, readUnits, reported, sum } from '../capacity';
import { invalid } from '../errors';
import { toWireItem } from '../items/attribute-value';
import { itemKey } from '../items/places';
import { carryOut } from '../items/writes';
import type { DynamoCall, DynamoTable, State } from '../state';
import { spendOrRefuse } from '../throughput/table-units';
import { partiqlTransactions } from './transactions';
import { readKeyOf } from './reads';
import { runSelect, shownItem, whereOf } from './select';
import { parseStatement } from './syntax/statement';
import type { Select, Statement } from './syntax/tree';
import { type Parameters, readParameters } from './values';
import { isWrite, returnedItem, writeOf } from './writes';

/** A statement with the values of its `?`. */
interface Read {
  readonly statement: Statement;
  readonly parameters: Parameters;
}

export function readStatement(text: string, given: readonly WireAttributeValue[] | undefined): Read {
  const { statement, parameters } = parseStatement(text);
  return { statement, parameters: readParameters(given, parameters) };
}

/**
 * PartiQL for DynamoDB (developer guide, ql-reference): statements are read as queries, scans and writes of single
 * items. Messages as recorded from AWS by a conformance suite and in DynamoDB Local's own texts.
 */
export const statements: Operations<DynamoDB, State> = {
  executeStatement(input, call) {
    const { statement, parameters } = readStatement(input.Statement, input.Parameters);
    const how = input.ReturnConsumedCapacity;
    if (statement.kind === 'exists') {
      return invalid('EXISTS can only be used in ExecuteTransaction write requests.');
    }
    if (!isWrite(statement)) {
      const selected = runSelect(call, statement, parameters, {
        limit: input.Limit,
        isConsistent: input.ConsistentRead,
        nextToken: input.NextToken,
      });
      const { table, items, consumption, next } = selected;
      spendOrRefuse(call, table, consumption);
      return {
        Items: items.map(toWireItem),
        ...(next === undefined ? {} : { NextToken: next.token }),
        ...(next?.key === undefined ? {} : { LastEvaluatedKey: toWireItem(next.key) }),
        ...reported(how, consumption, { table, tableName: statement.source.table }),
      };
    }
    const onFailure = input.ReturnValuesOnConditionCheckFailure;
    const write = writeOf(call, statement, { parameters, onFailure });
    const written = carryOut(call, write);
    const returned =
      statement.kind === 'insert' ? undefined : returnedItem(statement.returning, write, written);
    return {
      Items: returned === undefined ? [] : [toWireItem(returned)],
      ...reported(how, written.consumption, write),
    };
  },

  batchExecuteStatement({ Statements, ReturnConsumedCapacity: how }, call) {
    const used: Used[] = [];
    const Responses = Statements.map((member) => respond(call, member, used));
    return { Responses, ...capacities(how, used) };
  },

  ...partiqlTransactions,
};

interface Used {
  readonly table: DynamoTable;
  readonly tableName: string;
  readonly consumption: Consumption;
}

/** Carries out one statement of a batch; what goes wrong is its own affair. */
function respond(call: DynamoCall, member: BatchStatementRequest, used: Used[]): BatchStatementResponse {
  let reached: string | undefined;
  try {
    const { statement, parameters } = readStatement(member.Statement ?? '', member.Parameters);
    if (statement.kind === 'exists') {
      return invalid('EXISTS can only be used in ExecuteTransaction write requests.');
    }
    if (!isWrite(statement)) return readOne(call, statement, { parameters, member, used });
    const write = writeOf(call, statement, { parameters });
    reached = write.tableName;
    const written = carryOut(call, write);
    used.push({ ...write, consumption: written.consumption });
    const returned =
      statement.kind === 'insert' ? undefined : returnedItem(statement.returning, write, written);
    return { TableName: reached, ...(returned === undefined ? {} : { Item: toWireItem(returned) }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Error: errorOf(error), ...(reached === undefined ? {} : { TableName: reached }) };
  }
}

function readOne(
  call: DynamoCall,
  select: Select,
  { parameters, member, used }: { parameters: Parameters; member: BatchStatementRequest; used: Used[] },
): BatchStatementResponse {
  const { table, key } = readKeyOf(call, select, whereOf(select, parameters), 'BatchExecuteStatement');
  const stored = call.state.items.get(itemKey(table, key));
  const consumption = readOf(readUnits(stored?.size ?? 0, member.ConsistentRead));
  spendOrRefuse(call, table, consumption);
  used.push({ table, tableName: select.source.table, consumption });
  return {
    TableName: select.source.table,
    ...(stored === undefined ? {} : { Item: toWireItem(shownItem(select.projection, stored.item)) }),
  };
}

const CODES: Readonly<Record<string, BatchStatementErrorCodeEnum>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  DuplicateItemException: 'DuplicateItem',
  ProvisionedThroughputExceededException: 'ProvisionedThroughputExceeded',
  ResourceNotFoundException: 'ResourceNotFound',
  ThrottlingException: 'ThrottlingError',
  ValidationException: 'ValidationError',
};

/** An error as a batch tells it: under a shorter code. */
function errorOf(error: AwsError): BatchStatementError {
  const Code = Object.hasOwn(CODES, error.code) ? CODES[error.code] : undefined;
  if (Code === undefined) throw error;
  return { Code, Message: error.message };
}

function capacities(
  how: 'INDEXES' | 'TOTAL' | 'NONE' | undefined,
  used: readonly Used[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (how !== 'TOTAL' && how !== 'INDEXES') return {};
  const byTable = new Map<string, Used>();
  for (const each of used) {
    const known = byTable.get(each.tableName);
    byTable.set(
      each.tableName,
      known === undefined ? each : { ...known, consumption: sum(known.consumption, each.consumption) },
    );
  }
  return {
    ConsumedCapacity: [...byTable.values()].map(({ consumption, ...report }) =>
      consumedCapacity(how, consumption, report),
    ),
  };
}
