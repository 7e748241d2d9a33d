import type { DynamoDB, ParameterizedStatement } from '@aws-sdk/client-dynamodb';
import { AwsError, type Operations } from '../../../cloud/service';
import { invalid } from '../errors';
import { toWireItem } from '../items/attribute-value';
import { itemKey } from '../items/places';
import { runGets, runWrites } from '../items/transaction-runs';
import type { Write } from '../items/writes';
import type { DynamoCall, State } from '../state';
import { readKeyOf } from './reads';
import { shownItem, whereOf } from './select';
import { parseStatement } from './syntax/statement';
import type { Select, Statement } from './syntax/tree';
import { type Parameters, readParameters } from './values';
import { isWrite, writeOf } from './writes';

interface Member {
  readonly statement: Statement;
  readonly parameters: Parameters;
  readonly asked: ParameterizedStatement;
}

/** ExecuteTransaction: reads of single items, or writes and checks of them. */
export const partiqlTransactions: Operations<DynamoDB, State> = {
  executeTransaction({ TransactStatements, ClientRequestToken: token, ReturnConsumedCapacity: how }, call) {
    const members = TransactStatements.map((asked, at) => readMember(asked, at));
    const reads = members.filter(({ statement }) => !isWrite(statement));
    if (reads.length > 0 && reads.length < members.length) {
      invalid('ExecuteTransaction API does not support both read and write operations in the same request.');
    }
    if (reads.length > 0) return readAll(call, members, how);
    const writes = members.map((member, at) => told(at, () => readWrite(call, member)));
    return { Responses: [], ...runWrites(call, writes, { token, asked: TransactStatements, how }) };
  },
};

/** What is wrong with a statement is said with its place; numbers in parameters are not. */
function readMember(asked: ParameterizedStatement, at: number): Member {
  const { statement, parameters } = told(at, () => parseStatement(asked.Statement ?? ''));
  return { statement, parameters: readParameters(asked.Parameters, parameters), asked };
}

function told<T>(at: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error;
    return invalid(`Validation failed in TransactStatements[${at}]: ${error.message}`);
  }
}

function readWrite(call: DynamoCall, { statement, parameters, asked }: Member): Write {
  if (!isWrite(statement)) return invalid('Unsupported operation in transaction.');
  if ('returning' in statement && statement.returning !== undefined) {
    return invalid('RETURNING clause is not supported in ExecuteTransaction.');
  }
  return writeOf(call, statement, { parameters, onFailure: asked.ReturnValuesOnConditionCheckFailure });
}

function readAll(
  call: DynamoCall,
  members: readonly Member[],
  how: 'INDEXES' | 'TOTAL' | 'NONE' | undefined,
): { Responses: { Item?: ReturnType<typeof toWireItem> }[] } {
  const gets = members.map(({ statement, parameters }, at) =>
    told(at, () => {
      const select = selectOf(statement);
      const { table, key } = readKeyOf(call, select, whereOf(select, parameters), 'ExecuteTransaction');
      return { table, tableName: select.source.table, key: itemKey(table, key), select };
    }),
  );
  const { found, capacity } = runGets(call, gets, how);
  return {
    Responses: found.map(({ stored, select }) =>
      stored === undefined ? {} : { Item: toWireItem(shownItem(select.projection, stored.item)) },
    ),
    ...capacity,
  };
}

const selectOf = (statement: Statement): Select =>
  statement.kind === 'select' ? statement : invalid('Unsupported operation in transaction.');
