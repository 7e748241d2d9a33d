import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { AskClient } from '../../../framework/cloud/service';
import { testCloud } from '../../test-cloud';

/** The resource that a call is checked against, as the trace has it. */
function checked(call: (logs: AskClient<CloudWatchLogs>) => object): string | undefined {
  const cloud = testCloud();
  const logs = cloud.ask('logs');
  logs.createLogGroup({ logGroupName: 'app' });
  logs.createLogStream({ logGroupName: 'app', logStreamName: 's' });
  const before = cloud.world.trace.entries.length;
  call(logs);
  for (const entry of cloud.world.trace.entries.slice(before)) {
    if (entry.type === 'call') return entry.resource?.replace('arn:aws:logs:us-east-1:000000000000:', '');
  }
  return undefined;
}

test('calls about a group, a stream and all groups are checked against the ARNs that AWS names', () => {
  const group = { logGroupName: 'app' };
  expect(checked((logs) => logs.putRetentionPolicy({ ...group, retentionInDays: 1 }))).toBe(
    'log-group:app:log-stream:',
  );
  expect(
    checked((logs) =>
      logs.putLogEvents({ ...group, logStreamName: 's', logEvents: [{ timestamp: 0, message: 'a' }] }),
    ),
  ).toBe('log-group:app:log-stream:s');
  expect(checked((logs) => logs.describeLogGroups({}))).toBe('log-group::log-stream:');
  expect(
    checked((logs) =>
      logs.listTagsForResource({ resourceArn: 'arn:aws:logs:us-east-1:000000000000:log-group:app' }),
    ),
  ).toBe('log-group:app');
});

const allow = (Resource: string) => [{ Effect: 'Allow', Action: 'logs:*', Resource }];

test('a policy for a group needs :* at its end', () => {
  const cloud = testCloud();
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:app';
  const exact = cloud.ask('logs', { as: cloud.role('exact', allow(arn)) });
  const whole = cloud.ask('logs', { as: cloud.role('whole', allow(`${arn}:*`)) });
  expect(() => exact.createLogGroup({ logGroupName: 'app' })).toThrow(
    expect.objectContaining({
      code: 'AccessDeniedException',
      message: `User: arn:aws:sts::000000000000:assumed-role/exact/test is not authorized to perform: logs:CreateLogGroup on resource: ${arn}:log-stream: because no identity-based policy allows the logs:CreateLogGroup action`,
    }),
  );
  expect(whole.createLogGroup({ logGroupName: 'app' })).toEqual({});
});
