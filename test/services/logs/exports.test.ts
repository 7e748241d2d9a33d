import { gunzipSync } from 'node:zlib';
import { at, testGroup } from './group';

const bucketPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:PutObject'],
      Resource: ['arn:aws:s3:::archive', 'arn:aws:s3:::archive/*'],
    },
  ],
});

function withBucket(isLetIn = true) {
  const group = testGroup();
  const s3 = group.cloud.ask('s3');
  s3.createBucket({ Bucket: 'archive' });
  if (isLetIn) s3.putBucketPolicy({ Bucket: 'archive', Policy: bucketPolicy });
  const logs = group.cloud.ask('logs');
  const task = { logGroupName: 'app', from: at(0), to: at(60), destination: 'archive' };
  return { ...group, s3, logs, task };
}

test('an export writes a file for each stream into the bucket', () => {
  const { cloud, put, s3, logs, task } = withBucket();
  put({ one: 1, two: 2, 'too late': 61 });
  const { taskId = '' } = logs.createExportTask({ ...task, destinationPrefix: 'logs' });
  expect(logs.describeExportTasks({ taskId }).exportTasks).toMatchObject([
    { taskId, destinationPrefix: 'logs', status: { code: 'PENDING' } },
  ]);
  expect(() => logs.createExportTask(task)).toThrow(
    expect.objectContaining({ code: 'LimitExceededException' }),
  );
  cloud.settle();
  expect(logs.describeExportTasks({ taskId }).exportTasks?.[0]?.status).toEqual({
    code: 'COMPLETED',
    message: 'Completed successfully',
  });
  const keys = s3.listObjectsV2({ Bucket: 'archive' }).Contents?.map(({ Key }) => Key);
  expect(keys).toEqual([`logs/${taskId}/s/000000.gz`, 'logs/aws-logs-write-test'].toSorted());
  const { Body = new Uint8Array(0) } = s3.getObject({ Bucket: 'archive', Key: `logs/${taskId}/s/000000.gz` });
  expect(gunzipSync(Body).toString()).toBe('2026-01-01T00:00:01.000Z one\n2026-01-01T00:00:02.000Z two\n');
});

test.each([
  [{ logGroupName: 'none' }, 'The specified log group does not exist.'],
  [{ destination: 'nowhere' }, 'The given bucket does not exist. Please make sure the bucket is valid.'],
])('an export with %j is refused', (change, message) => {
  const { logs, task } = withBucket();
  expect(() => logs.createExportTask({ ...task, ...change })).toThrow(message);
});

test('an export into a bucket that does not let Logs in is refused', () => {
  const { logs, task } = withBucket(false);
  expect(() => logs.createExportTask(task)).toThrow(
    'GetBucketAcl call on the given bucket failed. Please check if CloudWatch Logs has been granted permission ' +
      'to perform this operation.',
  );
});

test('an export can be cancelled while it waits, and only then', () => {
  const { cloud, put, s3, logs, task } = withBucket();
  put({ one: 1 });
  const { taskId = '' } = logs.createExportTask(task);
  logs.cancelExportTask({ taskId });
  cloud.settle();
  expect(s3.listObjectsV2({ Bucket: 'archive' }).KeyCount).toBe(1);
  expect(() => logs.cancelExportTask({ taskId })).toThrow(
    expect.objectContaining({ code: 'InvalidOperationException' }),
  );
  expect(() => logs.cancelExportTask({ taskId: 'none' })).toThrow(
    'The specified export task does not exist.',
  );
});
