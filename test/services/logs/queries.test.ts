import { epochMs } from '../../../framework/kernel';
import { at, testGroup } from './group';

const lines = [
  { level: 'ERROR', ms: 120, path: '/a', user: { id: 'ada' } },
  { level: 'INFO', ms: 20, path: '/b' },
  { level: 'INFO', ms: 30, path: '/a' },
  { level: 'WARN', ms: 400, path: '/c' },
];

function written() {
  const group = testGroup();
  const logs = group.cloud.ask('logs');
  group.put(Object.fromEntries(lines.map((line, index) => [JSON.stringify(line), index * 60])));
  const start = (queryString: string) =>
    logs.startQuery({
      logGroupName: 'app',
      startTime: epochMs / 1000,
      endTime: epochMs / 1000 + 3600,
      queryString,
    }).queryId ?? '';
  const rows = (queryString: string) => {
    const queryId = start(queryString);
    group.cloud.settle();
    const { results = [] } = logs.getQueryResults({ queryId });
    return results.map((row) =>
      Object.fromEntries(
        row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]),
      ),
    );
  };
  return { ...group, logs, start, rows };
}

test('a query runs and is complete then, with what it read', () => {
  const { cloud, logs, start } = written();
  const queryId = start('fields @timestamp, level | filter ms > 100');
  expect(logs.getQueryResults({ queryId })).toMatchObject({ status: 'Running', results: [] });
  expect(logs.describeQueries({ logGroupName: 'app' }).queries).toMatchObject([
    {
      queryId,
      logGroupName: 'app',
      queryLanguage: 'CWLI',
      status: 'Running',
      queryString: `SOURCE "app" START=${at(0)} END=${at(3600) + 999} | fields @timestamp, level | filter ms > 100`,
    },
  ]);
  cloud.settle();
  const { status, statistics, results } = logs.getQueryResults({ queryId });
  expect(status).toBe('Complete');
  expect(statistics).toMatchObject({ recordsMatched: 2, recordsScanned: 4 });
  expect(results?.map((row) => row.map(({ field }) => field))).toEqual([
    ['@timestamp', 'level', '@ptr'],
    ['@timestamp', 'level', '@ptr'],
  ]);
  expect(results?.[0]?.[0]).toEqual({ field: '@timestamp', value: '2026-01-01 00:03:00.000' });
  const logRecordPointer = results?.[1]?.[2]?.value ?? '';
  expect(logs.getLogRecord({ logRecordPointer }).logRecord).toMatchObject({
    level: 'ERROR',
    'user.id': 'ada',
  });
});

test.each([
  ['fields path | sort ms asc | limit 1', [{ path: '/b' }]],
  [
    'fields level | filter level like /^(ERR|WARN)/ | sort @timestamp asc',
    [{ level: 'ERROR' }, { level: 'WARN' }],
  ],
  ['fields path | filter level in ["WARN", "ERROR"] and ms < 200', [{ path: '/a' }]],
  ['fields user.id | filter ispresent(user.id)', [{ 'user.id': 'ada' }]],
  ['filter not (level = "INFO" or ms > 300) | display path', [{ path: '/a' }]],
  ['fields ms / 10 as tens | filter path = "/c"', [{ tens: '40' }]],
  ['fields toupper(path) as p, strlen(path) as n | sort ms desc | head 1', [{ p: '/C', n: '2' }]],
  ['stats count(*) as n by level | sort n desc, level asc | limit 1', [{ level: 'INFO', n: '2' }]],
  [
    'stats avg(ms), max(ms), count_distinct(path) as paths',
    [{ 'avg(ms)': '142.5', 'max(ms)': '400', paths: '3' }],
  ],
  ['stats pct(ms, 50) as median', [{ median: '75' }]],
  [
    'stats sum(ms) as total by bin(2m) | sort total asc',
    [
      { 'bin(2m)': '2026-01-01 00:00:00.000', total: '140' },
      { 'bin(2m)': '2026-01-01 00:02:00.000', total: '430' },
    ],
  ],
  ['parse @message \'"level":"*"\' as found | filter found = "WARN" | display found', [{ found: 'WARN' }]],
  ['parse @message /"ms":(?<took>\\d+)/ | stats max(took) as slowest', [{ slowest: '400' }]],
  [
    'fields path | sort @timestamp asc | dedup path | display path',
    [{ path: '/a' }, { path: '/b' }, { path: '/c' }],
  ],
  ['# only a remark\nfields path | filter ms = 20', [{ path: '/b' }]],
])('the query %s', (query, expected) => {
  expect(written().rows(query)).toEqual(expected);
});

test.each([
  ['fields', 'MalformedQueryException', 'unexpected end of the query'],
  ['filter level ==', 'MalformedQueryException', 'unexpected symbol found ='],
  ['shuffle @message', 'MalformedQueryException', 'unexpected symbol found shuffle'],
  ['pattern @message', 'STORM_NOT_EMULATED', 'logs: the query command pattern is not emulated'],
])('the query %j is refused', (query, code, message) => {
  expect(() => written().start(query)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('a query of a group that is not there is refused', () => {
  const { logs } = written();
  const query = { startTime: 0, endTime: 1, queryString: 'fields @message', logGroupName: 'none' };
  expect(() => logs.startQuery(query)).toThrow(
    "Log group 'none' does not exist for account ID '000000000000' (Service: AWSLogs; Status Code: 400; ",
  );
});

test('a query can be stopped while it runs', () => {
  const { cloud, logs, start } = written();
  const queryId = start('fields @message');
  expect(logs.stopQuery({ queryId })).toEqual({ success: true });
  cloud.settle();
  expect(logs.getQueryResults({ queryId })).toMatchObject({ status: 'Cancelled', results: [] });
});

test('queries are kept under names', () => {
  const { logs } = written();
  const { queryDefinitionId = '' } = logs.putQueryDefinition({ name: 'slow', queryString: 'filter ms > 1' });
  logs.putQueryDefinition({ queryDefinitionId, name: 'slower', queryString: 'filter ms > 2' });
  expect(logs.describeQueryDefinitions({ queryDefinitionNamePrefix: 'slow' }).queryDefinitions).toMatchObject(
    [{ name: 'slower', queryString: 'filter ms > 2' }],
  );
  expect(logs.deleteQueryDefinition({ queryDefinitionId })).toEqual({ success: true });
  expect(logs.describeQueryDefinitions({}).queryDefinitions).toEqual([]);
});
