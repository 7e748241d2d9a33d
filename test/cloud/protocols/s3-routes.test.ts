import * as sdk from '@aws-sdk/client-s3';
import { decode, loadModel, type HttpRequest } from '../../../framework/cloud/protocols';
import { settings, through } from './sdk';

/** The least input of an operation: its required members, by the shapes of our model. */
function leastInput(operation: string): Record<string, unknown> {
  const model = loadModel('s3');
  const value = (shapeName: string): unknown => {
    const shape = model.shape(shapeName);
    switch (shape.type) {
      case 'structure':
        return Object.fromEntries(
          shape.required.map((name) => [name, value(shape.members.get(name)?.shape ?? '')]),
        );
      case 'list':
        return [value(shape.element?.shape ?? '')];
      case 'map':
        return {};
      case 'string':
        return shape.enum?.[0] ?? 'text';
      case 'boolean':
        return true;
      case 'timestamp':
        return new Date(0);
      case 'blob':
        return new Uint8Array([1]);
      default:
        return 1;
    }
  };
  const shape = model.operation(operation)?.input;
  if (shape === undefined) return {};
  const { members } = model.shape(shape);
  const input = value(shape);
  if (typeof input !== 'object') throw new Error(`the input of ${operation} is no structure`);
  return {
    ...input,
    ...(members.has('Bucket') ? { Bucket: 'a-bucket' } : {}),
    ...(members.has('Body') ? { Body: 'content' } : {}),
  };
}

const commands = Object.entries(sdk).filter(
  (entry): entry is [string, new (input: object) => never] =>
    entry[0].endsWith('Command') && typeof entry[1] === 'function',
);
const known = new Set(loadModel('s3').operationNames);
const cases = commands
  .map(([name, Command]) => [name.slice(0, -'Command'.length), Command] as const)
  .filter(([name]) => known.has(name));

describe.each([
  ['virtual-hosted', false],
  ['path-style', true],
])('a %s request', (_style, forcePathStyle) => {
  test.each(cases)('names %s', async (operation, Command) => {
    const { handler, wire } = through('s3', () => ({}));
    const client = new sdk.S3Client({
      ...settings(handler),
      forcePathStyle,
      disableS3ExpressSessionAuth: true,
    });
    const input = leastInput(operation);
    await client.send(new Command(input)).catch(() => undefined);
    expect(wire.decoded?.operation).toBe(operation);
    expect(wire.decoded?.input).toMatchObject({
      ...('Bucket' in input ? { Bucket: 'a-bucket' } : {}),
      ...('Key' in input ? { Key: 'text' } : {}),
    });
    expect(withoutId(wire.request)).toBe(operation === 'ListDirectoryBuckets' ? 'ListBuckets' : operation);
  });
});

/** Other SDKs leave the operation's name out of the URI; then the two listings of buckets differ by nothing. */
function withoutId(request: HttpRequest | undefined): string {
  if (request === undefined) throw new Error('nothing was sent');
  const path = request.path.replace(/([?&])x-id=\w+&?/, '$1').replace(/[?&]$/, '');
  return decode(loadModel('s3'), { ...request, path }).operation;
}

test('an operation that its query names is met without its header too, so that its service can ask for it', () => {
  const get = (path: string): string =>
    decode(loadModel('s3'), {
      method: 'GET',
      host: 's3.us-east-1.amazonaws.com',
      path,
      headers: {},
      body: new Uint8Array(),
    }).operation;
  expect(get('/a-bucket/a-key?attributes')).toBe('GetObjectAttributes');
  expect(get('/a-bucket/a-key')).toBe('GetObject');
});
