import { cbor } from '@smithy/core/cbor';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { Cloud } from 'stormproof';
import { Embedded } from '../../../framework/backends/embedded/embedded';

const headers = {
  'smithy-protocol': 'rpc-v2-cbor',
  'content-type': 'application/cbor',
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=1',
};

async function call(operation: string, body: Uint8Array): Promise<{ status: number; value: unknown }> {
  await using cloud = await Cloud.embedded();
  const { requestHandler } = cloud.backend;
  const path = `/service/GraniteServiceVersion20100801/operation/${operation}`;
  const { response } = await requestHandler.handle({
    method: 'POST',
    hostname: 'localhost',
    path,
    headers,
    body,
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  expect(response.headers['content-type']).toBe('application/cbor');
  expect(response.headers['smithy-protocol']).toBe('rpc-v2-cbor');
  const value: unknown = cbor.deserialize(Uint8Array.from(Buffer.concat(chunks)));
  return { status: response.statusCode, value };
}

test('the SDK’s own CBOR protocol writes a metric and reads it back, moments and numbers too', async () => {
  await using cloud = await Cloud.embedded();
  expect(cloud.backend).toBeInstanceOf(Embedded);
  class CborCloudWatch extends CloudWatch {
    constructor(config: ConstructorParameters<typeof CloudWatch>[0]) {
      super({ ...config, protocol: SmithyRpcV2CborProtocol });
    }
  }
  const metrics = cloud.aws(CborCloudWatch);
  const Timestamp = cloud.now;
  await metrics.putMetricData({
    Namespace: 'Storm',
    MetricData: [{ MetricName: 'wind', Value: 33.5, Timestamp, Dimensions: [{ Name: 'at', Value: 'sea' }] }],
  });
  const { Datapoints = [] } = await metrics.getMetricStatistics({
    Namespace: 'Storm',
    MetricName: 'wind',
    Dimensions: [{ Name: 'at', Value: 'sea' }],
    StartTime: new Date(Timestamp.getTime() - 3_600_000),
    EndTime: new Date(Timestamp.getTime() + 3_600_000),
    Period: 3600,
    Statistics: ['Maximum'],
  });
  expect(Datapoints.map(({ Maximum }) => Maximum)).toEqual([33.5]);
  expect(Datapoints[0]?.Timestamp).toBeInstanceOf(Date);
  await expect(
    metrics.getMetricStatistics({
      Namespace: 'Storm',
      MetricName: 'wind',
      StartTime: Timestamp,
      EndTime: Timestamp,
      Period: 60,
      Statistics: ['Maximum'],
    }),
  ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
});

test('a body of the wrong shape, and one that is no CBOR, are the client’s mistakes', async () => {
  expect(await call('PutMetricData', cbor.serialize({ Namespace: 5 }))).toEqual({
    status: 400,
    value: { __type: 'SerializationException', message: 'Expected a string for Namespace' },
  });
  expect(await call('PutMetricData', Buffer.from([0xbf]))).toEqual({
    status: 400,
    value: { __type: 'SerializationException', message: 'The body is no CBOR' },
  });
  expect((await call('NoSuchOperation', cbor.serialize({}))).status).toBe(404);
});

test('a member that is newer than the API model is refused loudly', async () => {
  const { status, value } = await call('PutMetricData', cbor.serialize({ Namespace: 'n', FutureMember: 1 }));
  expect(status).toBe(501);
  expect(value).toMatchObject({ __type: 'STORM_NOT_EMULATED' });
});
