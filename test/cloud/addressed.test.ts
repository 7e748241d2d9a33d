import { addressed } from '../../framework/cloud/addressed';
import { claimOf } from '../../framework/cloud/identify';
import { loadModel, modelledServices } from '../../framework/cloud/protocols';

interface Unsigned {
  host?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

const request = ({ host = 'localhost:4566', path = '/', headers = {}, body = '' }: Unsigned) => ({
  method: 'POST',
  host,
  path,
  headers,
  body: Buffer.from(body),
});

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

test.each<[string, Unsigned]>([
  ['sqs', { host: 'sqs.eu-west-1.amazonaws.com' }],
  ['sqs', { host: 'eu-west-1.queue.amazonaws.com' }],
  ['s3', { host: 'sqs.s3.localhost.localstack.cloud' }],
  ['dynamodb', { headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } }],
  ['sts', { headers: form, body: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15' }],
  ['sns', { path: '/?Action=ConfirmSubscription&Version=2010-03-31' }],
  ['sqs', { path: '/000000000000/orders?Action=SendMessage' }],
  ['lambda', { path: '/2015-03-31/functions/f/invocations' }],
  ['s3', { path: '/bucket/key' }],
  ['s3', { path: '/2015-03-31/photo.jpg' }],
])('an unsigned request is for %s: %j', (service, unsigned) => {
  expect(addressed(request(unsigned)).service).toBe(service);
});

test('every modelled service is found by its target or by its query’s version', () => {
  const lost = modelledServices.filter((service) => {
    const { targetPrefix, apiVersion, protocols } = loadModel(service).metadata;
    const byTarget = { headers: { 'x-amz-target': `${targetPrefix}.Anything` } };
    const byVersion = { headers: form, body: `Action=Anything&Version=${apiVersion}` };
    if (targetPrefix !== undefined && addressed(request(byTarget)).service !== service) return true;
    return protocols.includes('query') && addressed(request(byVersion)).service !== service;
  });
  expect(lost).toEqual([]);
});

test('the region stands in the host, where it stands anywhere', () => {
  expect(addressed(request({ host: 'sqs.eu-west-1.amazonaws.com' })).region).toBe('eu-west-1');
  expect(addressed(request({})).region).toBe('us-east-1');
});

test('a signature says more than the address: also that of a presigned URL, of either version', () => {
  const credential = 'key%2F20260101%2Feu-west-1%2Fs3%2Faws4_request';
  expect(claimOf(request({ path: `/b/k?X-Amz-Credential=${credential}` }))).toEqual({
    accessKeyId: 'key',
    region: 'eu-west-1',
    service: 's3',
  });
  expect(claimOf(request({ path: '/b/k?AWSAccessKeyId=key&Signature=s&Expires=1' }))).toEqual({
    accessKeyId: 'key',
    region: 'us-east-1',
    service: 's3',
  });
  expect(claimOf(request({ path: '/b/k?X-Amz-Credential=%zz' }))).toEqual({
    region: 'us-east-1',
    service: 's3',
  });
});
