import { testBucket, bytes } from './bucket';
import { putObject } from '../../../framework/services/s3/object-writes';
import { CallContext } from '../../../framework/cloud/call';
import { s3 as service } from '../../../framework/services/s3';

test('perf', () => {
  const { s3, cloud } = testBucket();
  const Bucket = 'uploads';
  const e: any = { origin: { task: 't', cause: 0 }, requestId: 'x', serviceName: 's3', operation: '', input: {}, principal: { kind: 'root', arn: 'r', accountId: '000000000000' }, accountId: '000000000000', region: 'us-east-1', context: {}, accesses: [], entry: 0 };
  const call: any = new CallContext(cloud.engine, e, service);
  const out: string[] = [];
  const time = (name: string, n: number, f: (i: number) => void) => {
    const t = process.cpuUsage().user;
    for (let i = 0; i < n; i++) f(i);
    out.push(`${name} ${((process.cpuUsage().user - t) / n).toFixed(1)} us`);
  };
  const body = (i: number) => bytes(`{"id":${i},"x":"abcdefghijklmnopqrstuvwxyz"}`);
  time('warm', 5000, (i) => void putObject({ Bucket, Key: `w/${i}`, Body: body(i) }, call));
  time('put in service', 95000, (i) => void putObject({ Bucket, Key: `k/${i}`, Body: body(i) }, call));
  time('put same body', 20000, (i) => void putObject({ Bucket, Key: `k/${i}`, Body: body(1) }, call));
  time('pipeline put', 5000, (i) => void s3.putObject({ Bucket, Key: `k/${i}`, Body: body(i) }));
  time('list page 1000', 20, () => void s3.listObjectsV2({ Bucket }));
  time('list page 1000 from middle', 20, () => void s3.listObjectsV2({ Bucket, StartAfter: 'k/5' }));
  time('list 10', 200, () => void s3.listObjectsV2({ Bucket, MaxKeys: 10 }));
  time('list delimiter', 200, () => void s3.listObjectsV2({ Bucket, Delimiter: '/' }));
  time('get', 5000, (i) => void s3.getObject({ Bucket, Key: `k/${i}` }));
  console.log(out.join('\n'));
});
