import type {
  CloudWatchLogs,
  QueryDefinition as DefinitionOutput,
  QueryInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Input, Operations } from '../../../cloud/service';
import {
  definitionNotFound,
  groupOfQueryNotFound,
  invalidParameter,
  queryNotFound,
  recordNotFound,
} from '../errors';
import { groupNameOf, page } from '../find';
import type { LogsCall, Query, QueryDefinition, State } from '../state';
import { compileQuery } from './commands';
import { recordAt, runQuery } from './run';

const groupsMax = 50;
const pageSize = 1000;
/** How long a query runs; AWS takes as long as there is much to read. */
const runMs = 300;

function groupNamesOf(call: LogsCall, input: Input<CloudWatchLogs, 'startQuery'>): string[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input;
  const given = [logGroupName, logGroupNames, logGroupIdentifiers].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw invalidParameter(
      'A log group must be named by exactly one of logGroupName, logGroupNames and logGroupIdentifiers.',
    );
  }
  const names =
    logGroupIdentifiers === undefined
      ? (logGroupNames ?? [logGroupName ?? ''])
      : logGroupIdentifiers.map((logGroupIdentifier) => groupNameOf(call, { logGroupIdentifier }));
  if (names.length > groupsMax) throw invalidParameter(`At most ${groupsMax} log groups can be queried.`);
  for (const name of names) {
    if (!call.state.groups.has(name)) throw groupOfQueryNotFound(name, call.accountId, call.requestId);
  }
  return names;
}

function queryAt(call: LogsCall, id: string): Query {
  const query = call.state.queries.get(id);
  if (query === undefined) throw queryNotFound(id);
  return query;
}

/** The later step: the query is answered. */
export function finishQuery({ queryId }: { queryId: string }, call: LogsCall): void {
  const query = call.state.queries.get(queryId);
  if (query?.status !== 'Running') return;
  call.state.queries.set(queryId, { ...query, status: 'Complete', results: runQuery(call, query) });
}

const described = (query: Query): QueryInfo => ({
  queryLanguage: 'CWLI',
  queryId: query.id,
  queryString:
    `SOURCE ${query.groupNames.map((name) => `"${name}"`).join(', ')} ` +
    `START=${query.fromMs} END=${query.toMs} | ${query.queryString}`,
  status: query.status,
  createTime: query.createdAtMs,
  ...(query.groupNames[0] === undefined ? {} : { logGroupName: query.groupNames[0] }),
});

const definition = (given: QueryDefinition): DefinitionOutput => ({
  queryLanguage: 'CWLI',
  queryDefinitionId: given.id,
  name: given.name,
  queryString: given.queryString,
  lastModified: given.updatedAtMs,
  ...(given.groupNames === undefined ? {} : { logGroupNames: [...given.groupNames] }),
});

export const queries: Operations<CloudWatchLogs, State> = {
  /** Times are whole seconds, both included. */
  startQuery(input, call) {
    const { queryString, queryLanguage = 'CWLI', startTime, endTime, limit } = input;
    if (queryLanguage !== 'CWLI') call.notEmulated(`logs:StartQuery with queryLanguage ${queryLanguage}`);
    if (endTime < startTime) throw invalidParameter('End time should not be less than start time');
    const groupNames = groupNamesOf(call, input);
    compileQuery(queryString, (what) => call.notEmulated(what));
    const id = call.random('query id').uuid();
    call.state.queries.set(id, {
      id,
      groupNames,
      queryString,
      fromMs: startTime * 1000,
      toMs: endTime * 1000 + 999,
      ...(limit === undefined ? {} : { limit }),
      status: 'Running',
      createdAtMs: call.nowMs,
    });
    call.later({ afterMs: runMs, kind: 'finishQuery', payload: { queryId: id } });
    return { queryId: id };
  },

  getQueryResults({ queryId }, call) {
    const { status, results } = queryAt(call, queryId);
    return {
      queryLanguage: 'CWLI',
      results: (results?.rows ?? []).map((row) => row.map((field) => ({ ...field }))),
      statistics: {
        recordsMatched: results?.matched ?? 0,
        recordsScanned: results?.scanned ?? 0,
        bytesScanned: results?.bytes ?? 0,
      },
      status,
    };
  },

  stopQuery({ queryId }, call) {
    const query = queryAt(call, queryId);
    if (query.status !== 'Running') {
      throw invalidParameter(`The query ${queryId} has ended with status ${query.status}.`);
    }
    call.state.queries.set(queryId, { ...query, status: 'Cancelled' });
    return { success: true };
  },

  /** The latest first. */
  describeQueries({ logGroupName, status, queryLanguage = 'CWLI', nextToken, maxResults }, call) {
    const found = [...call.state.queries.values()]
      .filter(({ groupNames }) => logGroupName === undefined || groupNames.includes(logGroupName))
      .filter((query) => (status === undefined || query.status === status) && queryLanguage === 'CWLI')
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
    const { rows, ...rest } = page(found, ({ id }) => id, { nextToken, limit: maxResults ?? pageSize });
    return { queries: rows.map(described), ...rest };
  },

  getLogRecord({ logRecordPointer }, call) {
    const logRecord = recordAt(call, logRecordPointer);
    if (logRecord === undefined) throw recordNotFound();
    return { logRecord };
  },

  putQueryDefinition(input, call) {
    const { queryDefinitionId, name, queryString, logGroupNames, queryLanguage = 'CWLI', parameters } = input;
    if (queryLanguage !== 'CWLI' || parameters !== undefined) {
      call.notEmulated('logs:PutQueryDefinition with parameters or another queryLanguage');
    }
    if (queryDefinitionId !== undefined && !call.state.queryDefinitions.has(queryDefinitionId)) {
      throw definitionNotFound();
    }
    const id = queryDefinitionId ?? call.random('query definition').uuid();
    call.state.queryDefinitions.set(id, {
      id,
      name,
      queryString,
      ...(logGroupNames === undefined ? {} : { groupNames: logGroupNames }),
      updatedAtMs: call.nowMs,
    });
    return { queryDefinitionId: id };
  },

  describeQueryDefinitions({ queryDefinitionNamePrefix = '', nextToken, maxResults = pageSize }, call) {
    const found = [...call.state.queryDefinitions.values()]
      .filter(({ name }) => name.startsWith(queryDefinitionNamePrefix))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { rows, ...rest } = page(found, ({ id }) => id, { nextToken, limit: maxResults });
    return { queryDefinitions: rows.map(definition), ...rest };
  },

  deleteQueryDefinition({ queryDefinitionId }, call) {
    if (!call.state.queryDefinitions.delete(queryDefinitionId)) throw definitionNotFound();
    return { success: true };
  },
};
