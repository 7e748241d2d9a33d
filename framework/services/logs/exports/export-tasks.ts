import { gzipSync } from 'node:zlib';
import type { CloudWatchLogs, ExportTask as TaskOutput } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Operations } from '../../../cloud/service';
import { exportTaskEnded, exportTaskNotFound, invalidParameter, policyLimit } from '../errors';
import { retainedEvents } from '../events/store';
import { groupNamed, page, streamsOf } from '../find';
import type { ExportTask, LogGroup, LogsCall, State } from '../state';
import { asLogs } from '../subscriptions/subscription-filters';

const pageSize = 50;
/** AWS promises no time; a small export takes some seconds. */
const delayMs = 1_000;

const isActive = ({ status }: ExportTask): boolean => status === 'PENDING' || status === 'RUNNING';

const granted = (operation: string): string =>
  `${operation} call on the given bucket failed. Please check if CloudWatch Logs has been granted permission ` +
  'to perform this operation.';

/** Logs tries the bucket when the task is made: it must be there and let Logs look at its ACL and write. */
function tryBucket(call: LogsCall, { destination: Bucket, prefix, groupName }: ExportTask): void {
  const s3 = call.ask('s3', asLogs(call, groupName));
  try {
    s3.getBucketAcl({ Bucket });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      error.code === 'NoSuchBucket'
        ? 'The given bucket does not exist. Please make sure the bucket is valid.'
        : granted('GetBucketAcl'),
    );
  }
  try {
    const Body = Buffer.from('Permission Check Successful');
    s3.putObject({ Bucket, Key: `${prefix}/aws-logs-write-test`, Body, ACL: 'bucket-owner-full-control' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(granted('PutObject'));
  }
}

/** Writes an object for each stream: a line for each event, its time before it. */
function exportStreams(call: LogsCall, task: ExportTask, group: LogGroup): void {
  const s3 = call.ask('s3', asLogs(call, group.name));
  for (const stream of streamsOf(call, group, task.streamPrefix)) {
    const events = retainedEvents(call, group, stream).filter(
      ({ atMs }) => atMs >= task.fromMs && atMs < task.toMs,
    );
    if (events.length === 0) continue;
    const lines = events.map(({ atMs, message }) => `${new Date(atMs).toISOString()} ${message}\n`);
    s3.putObject({
      Bucket: task.destination,
      Key: `${task.prefix}/${task.id}/${stream.name.replaceAll('/', '-')}/000000.gz`,
      Body: gzipSync(lines.join('')),
      ACL: 'bucket-owner-full-control',
    });
  }
}

/** The later step: the events are written to the bucket. */
export function runExport({ taskId }: { taskId: string }, call: LogsCall): void {
  const task = call.state.exportTasks.get(taskId);
  if (task === undefined || !isActive(task)) return;
  const end = (status: 'COMPLETED' | 'FAILED', message: string): void =>
    call.state.exportTasks.set(taskId, { ...task, status, message, endedAtMs: call.nowMs });
  const group = call.state.groups.get(task.groupName);
  if (group === undefined) {
    end('FAILED', 'The specified log group does not exist.');
    return;
  }
  try {
    exportStreams(call, task, group);
    end('COMPLETED', 'Completed successfully');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    end('FAILED', error.message);
  }
}

const described = (task: ExportTask): TaskOutput => ({
  taskId: task.id,
  ...(task.name === undefined ? {} : { taskName: task.name }),
  logGroupName: task.groupName,
  from: task.fromMs,
  to: task.toMs,
  destination: task.destination,
  destinationPrefix: task.prefix,
  status: { code: task.status, ...(task.message === undefined ? {} : { message: task.message }) },
  executionInfo: {
    creationTime: task.createdAtMs,
    ...(task.endedAtMs === undefined ? {} : { completionTime: task.endedAtMs }),
  },
});

export const exportTasks: Operations<CloudWatchLogs, State> = {
  /** One at a time in an account and region. */
  createExportTask(input, call) {
    const { logGroupName, taskName, logStreamNamePrefix, destination } = input;
    groupNamed(call, logGroupName);
    if (input.from > input.to) throw invalidParameter('The from time must not be greater than the to time.');
    const task: ExportTask = {
      id: call.random('export task').uuid(),
      ...(taskName === undefined ? {} : { name: taskName }),
      groupName: logGroupName,
      ...(logStreamNamePrefix === undefined ? {} : { streamPrefix: logStreamNamePrefix }),
      fromMs: input.from,
      toMs: input.to,
      destination,
      prefix: input.destinationPrefix ?? 'exportedlogs',
      status: 'PENDING',
      createdAtMs: call.nowMs,
    };
    if ([...call.state.exportTasks.values()].some(isActive)) throw policyLimit();
    tryBucket(call, task);
    call.state.exportTasks.set(task.id, task);
    call.later({ afterMs: delayMs, kind: 'runExport', payload: { taskId: task.id } });
    return { taskId: task.id };
  },

  describeExportTasks({ taskId, statusCode, nextToken, limit = pageSize }, call) {
    const found = [...call.state.exportTasks.values()]
      .filter((task) => taskId === undefined || task.id === taskId)
      .filter(({ status }) => statusCode === undefined || status === statusCode)
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
    const { rows, ...rest } = page(found, ({ id }) => id, { nextToken, limit });
    return { exportTasks: rows.map(described), ...rest };
  },

  cancelExportTask({ taskId }, call) {
    const task = call.state.exportTasks.get(taskId);
    if (task === undefined) throw exportTaskNotFound();
    if (!isActive(task)) throw exportTaskEnded();
    call.state.exportTasks.set(taskId, { ...task, status: 'CANCELLED', endedAtMs: call.nowMs });
    return {};
  },
};
