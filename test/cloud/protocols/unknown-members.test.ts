import { decode, loadModel } from '../../../framework/cloud/protocols';

const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' };
const request = (body: object) => ({
  method: 'POST',
  host: '',
  path: '/',
  headers,
  body: Buffer.from(JSON.stringify(body)),
});

test('a member that is newer than the API model is refused loudly instead of being left out', () => {
  const model = loadModel('dynamodb');
  expect(() => decode(model, request({ TableName: 'orders', FutureMember: 1 }))).toThrow(
    'STORM_NOT_EMULATED  dynamodb:PutItem with FutureMember is not emulated.',
  );
  expect(decode(model, request({ TableName: 'orders' })).input).toEqual({ TableName: 'orders' });
});

test('names on the wire that differ from the members are known', () => {
  const lambda = loadModel('lambda');
  const body = Buffer.from(JSON.stringify({ FunctionName: 'f' }));
  const { operation } = decode(lambda, {
    method: 'POST',
    host: '',
    path: '/2015-03-31/functions',
    headers: {},
    body,
  });
  expect(operation).toBe('CreateFunction');
});
