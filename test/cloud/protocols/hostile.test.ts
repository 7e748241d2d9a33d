import { decode, isWireError, loadModel, type HttpRequest } from '../../../framework/cloud/protocols';

function request(changes: Omit<Partial<HttpRequest>, 'body'> & { body?: string | Uint8Array }): HttpRequest {
  const { body = '' } = changes;
  return {
    method: 'POST',
    host: 'localhost',
    path: '/',
    headers: {},
    ...changes,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
}

function outcome(service: string, sent: HttpRequest): string {
  try {
    return JSON.stringify(decode(loadModel(service), sent).input);
  } catch (error) {
    if (!isWireError(error)) throw error;
    return `${error.status} ${error.code}: ${error.message}`;
  }
}

const putItem = (body: string | Uint8Array): HttpRequest =>
  request({
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-type': 'application/x-amz-json-1.0' },
    body,
  });
const deep = (levels: number): string => `${'{"M":{"a":'.repeat(levels)}{"S":"x"}${'}}'.repeat(levels)}`;

test.each([
  ['{', '400 SerializationException: '],
  [new Uint8Array([0xff, 0xfe]), '400 SerializationException: '],
  ['null', '400 SerializationException: Unexpected field type'],
  ['[]', '400 SerializationException: Start of list found where not expected'],
  ['{"TableName":5}', '400 SerializationException: NUMBER_VALUE cannot be converted to String'],
  ['{"TableName":5.5}', '400 SerializationException: DECIMAL_VALUE cannot be converted to String'],
  ['{"TableName":true}', '400 SerializationException: TRUE_VALUE cannot be converted to String'],
  ['{"TableName":{}}', '400 SerializationException: Start of structure or map found where not expected'],
  ['{"Item":"x"}', '400 SerializationException: Unexpected field type'],
  ['{"Item":{"a":{"BOOL":"x"}}}', '400 SerializationException: STRING_VALUE cannot be converted to Boolean'],
  [
    '{"Item":{"a":{"B":"abc"}}}',
    '400 SerializationException: Base64 encoded length is expected a multiple of 4 bytes but found: 3',
  ],
  ['{"Item":{"a":{"B":"ab!="}}}', '400 SerializationException: Illegal Base64 character'],
  [`{"Item":{"a":${deep(1000)}}}`, '400 SerializationException: Nesting is too deep'],
  [`{"Item":{"a":${deep(100000)}}}`, '400 SerializationException: Nesting is too deep'],
  ['{"__unknown":1,"TableName":null}', '{}'],
  ['', '{}'],
])('DynamoDB is sent %.60p', (body, expected) => {
  expect(outcome('dynamodb', putItem(body))).toBe(expected);
});

test('a key named __proto__ is plain data', () => {
  const { input } = decode(
    loadModel('dynamodb'),
    putItem('{"Item":{"__proto__":{"S":"x"}},"__proto__":{"TableName":"T"}}'),
  );
  const item = input['Item'];
  expect(item !== null && typeof item === 'object' && Object.keys(item)).toEqual(['__proto__']);
  expect(JSON.stringify(input)).toBe('{"Item":{"__proto__":{"S":"x"}}}');
  expect(input['TableName']).toBeUndefined();
});

test.each([
  ['DynamoDB_20120810.Nothing', '400 UnknownOperationException: '],
  ['DynamoDB_20120810.constructor', '400 UnknownOperationException: '],
  ['AmazonSQS.PutItem', '400 UnknownOperationException: '],
  ['PutItem', '400 UnknownOperationException: '],
])('target %s is unknown to DynamoDB', (target, expected) => {
  expect(outcome('dynamodb', request({ headers: { 'x-amz-target': target } }))).toBe(expected);
});

test('a JSON request without a target is an unknown operation', () => {
  expect(outcome('kms', request({ body: '{}' }))).toBe('404 UnknownOperationException: ');
});

test.each([
  ['/000000000000/orders', '404 UnknownOperationException: '],
  [
    '/000000000000/orders?Action=ListQueues',
    '400 InvalidAction: The action ListQueues is not valid for this endpoint.',
  ],
  [
    '/000000000000/orders?Action=CreateQueue&QueueName=x',
    '400 InvalidAction: The action CreateQueue is not valid for this endpoint.',
  ],
  ['/?Action=ListQueues', '{}'],
])('SQS at %s answers as recorded from AWS', (path, expected) => {
  expect(outcome('sqs', request({ method: 'GET', path }))).toBe(expected);
});

const form = (body: string): HttpRequest =>
  request({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });

test.each([
  [
    'sts',
    'Action=Nope&Version=2011-06-15',
    '400 InvalidAction: Could not find operation Nope for version 2011-06-15',
  ],
  [
    'sts',
    'Action=GetCallerIdentity&Version=1999-01-01',
    '400 InvalidAction: Could not find operation GetCallerIdentity for version 1999-01-01',
  ],
  [
    'sts',
    'Action=GetCallerIdentity',
    '400 InvalidAction: Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED',
  ],
  ['sqs', 'Action=Nope', '400 InvalidAction: The action Nope is not valid for this endpoint.'],
  ['sts', '', '400 MissingAction: The request must contain the parameter Action'],
  [
    'sts',
    'Action=AssumeRole&Version=2011-06-15&DurationSeconds=soon',
    '400 MalformedInput: Value (soon) for parameter DurationSeconds is invalid.',
  ],
  [
    'sts',
    'Action=AssumeRole&Version=2011-06-15&RoleArn=%zz',
    '400 MalformedInput: Malformed percent encoding in the request',
  ],
  [
    'sts',
    `Action=AssumeRole&Version=2011-06-15&${'a.'.repeat(100000)}=1`,
    '400 MalformedInput: Nesting is too deep',
  ],
  [
    'sts',
    'Action=AssumeRole&Version=2011-06-15&Tags.member.9.Key=b&Tags.member.2.Key=a&Tags.member.x.Key=c',
    '{"Tags":[{"Key":"a"},{"Key":"b"}]}',
  ],
  ['sts', 'Action=AssumeRole&Version=2011-06-15&Tags=', '{"Tags":[]}'],
  [
    'sts',
    'Action=AssumeRole&Version=2011-06-15&RoleSessionName=a+b%2Bc&__proto__.x=1',
    '{"RoleSessionName":"a b+c"}',
  ],
])('%s is sent the form %.80s', (service, body, expected) => {
  expect(outcome(service, form(body))).toBe(expected);
});

test('SQS takes the old query protocol too, with the queue in the path', () => {
  const body =
    'Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=AQ%3D%3D';
  const decoded = decode(loadModel('sqs'), {
    ...form(body),
    host: 'sqs.eu-west-1.amazonaws.com',
    path: '/000000000000/q',
  });
  expect(decoded).toEqual({
    operation: 'SendMessage',
    protocol: 'awsQuery',
    input: {
      QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/000000000000/q',
      MessageBody: 'x',
      MessageAttributes: { k: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } },
    },
  });
});

const malformed =
  '400 MalformedXML: The XML you provided was not well-formed or did not validate against our published schema';
const tagging = (body: string): HttpRequest => request({ method: 'PUT', path: '/b?tagging', body });
const tags = (inner: string): string => `<Tagging><TagSet>${inner}</TagSet></Tagging>`;

test.each([
  ['<Tagging><TagSet>', malformed],
  ['<Tagging></TagSet>', malformed],
  ['not xml', malformed],
  [tags('<Tag><Key>a</Key></Tag>'), malformed],
  [tags('<Tag><Key>a</Key><Value>b</Value><Else/></Tag>'), malformed],
  [tags('<Tag><Key>a</Key><Key>b</Key><Value/></Tag>'), malformed],
  ['<Other><TagSet/></Other>', malformed],
  ['<!DOCTYPE x [<!ENTITY e "v">]><Tagging><TagSet/></Tagging>', malformed],
  [tags('<Tag><Key>&e;</Key><Value/></Tag>'), malformed],
  [tags('<Tag><Key>&#x110000;</Key><Value/></Tag>'), malformed],
  ['<a>'.repeat(100000), malformed],
  [`${'<Tagging>'.repeat(100)}${'</Tagging>'.repeat(100)}`, malformed],
  ['<Tagging/><Tagging/>', malformed],
  [
    tags('<Tag><Key> &lt;&#65;&amp;lt; </Key><Value><![CDATA[<&amp;>]]></Value></Tag>'),
    '{"Bucket":"b","Tagging":{"TagSet":[{"Key":" <A&lt; ","Value":"<&amp;>"}]}}',
  ],
  [
    '<?xml version="1.0"?>\n<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n <TagSet/>\n</Tagging>\n',
    '{"Bucket":"b","Tagging":{"TagSet":[]}}',
  ],
  [
    tags('<Tag><Key>__proto__</Key><Value>1</Value></Tag>'),
    '{"Bucket":"b","Tagging":{"TagSet":[{"Key":"__proto__","Value":"1"}]}}',
  ],
  [tags('<__proto__><Key>1</Key></__proto__>'), malformed],
])('S3 is sent the tagging %.80s', (body, expected) => {
  expect(outcome('s3', tagging(body))).toBe(expected);
});

test.each<[Partial<HttpRequest>, string]>([
  [
    { method: 'PATCH', path: '/b/k' },
    '405 MethodNotAllowed: The specified method is not allowed against this resource.',
  ],
  [{ method: 'GET', path: '/b/%zz' }, "400 InvalidURI: Couldn't parse the specified URI."],
  [
    { method: 'GET', path: '/b?max-keys=x' },
    '400 InvalidArgument: Provided max-keys not an integer or within integer range',
  ],
  [{ method: 'GET', path: '/b/k', headers: { 'if-modified-since': 'nonsense' } }, '{"Bucket":"b","Key":"k"}'],
  [{ method: 'GET', path: '/b//a//../%2F%00+' }, '{"Bucket":"b","Key":"/a//..//\\u0000+"}'],
])('S3 is sent %p', (changes, expected) => {
  const { body: _, ...rest } = changes;
  expect(outcome('s3', request(rest))).toBe(expected);
});

test.each([
  ['5\r\nhello\r\n0\r\n\r\n', '{"0":104,"1":101,"2":108,"3":108,"4":111}'],
  [
    '5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\n\r\n',
    '{"0":104,"1":101,"2":108,"3":108,"4":111}',
  ],
  ['5\r\nhel', '400 IncompleteBody: The request body terminated unexpectedly'],
  ['ffffffff\r\nhello\r\n0\r\n\r\n', '400 IncompleteBody: The request body terminated unexpectedly'],
  ['zz\r\nhello\r\n0\r\n\r\n', '400 IncompleteBody: The request body terminated unexpectedly'],
  [
    '2\r\nhe\r\n0\r\n\r\n',
    '400 IncompleteBody: You did not provide the number of bytes specified by the Content-Length HTTP header',
  ],
])('S3 is sent the chunks %j', (body, expected) => {
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '5',
  };
  const sent = request({ method: 'PUT', path: '/b/k', headers, body });
  const found = outcome('s3', sent);
  expect(found.startsWith('{') ? JSON.stringify(JSON.parse(found).Body) : found).toBe(expected);
});

test.each<[Partial<HttpRequest> & { text?: string }, string]>([
  [
    { method: 'GET', path: '/nowhere' },
    '403 UnknownOperationException: Unable to determine service/operation name to be authorized',
  ],
  [
    { path: '/2015-03-31/functions', text: '{"Timeout":"x"}' },
    '400 SerializationException: STRING_VALUE cannot be converted to Integer',
  ],
  [{ path: '/2015-03-31/functions', text: '{' }, '400 SerializationException: '],
  [
    { method: 'GET', path: '/2015-03-31/functions?MaxItems=x' },
    "400 SerializationException: Value 'x' at 'MaxItems' cannot be read as integer",
  ],
  [
    { method: 'GET', path: '/2015-03-31/functions/%zz' },
    '400 SerializationException: The request URI cannot be decoded',
  ],
])('Lambda is sent %p', (changes, expected) => {
  const { body: _, text = '', ...rest } = changes;
  expect(outcome('lambda', request({ ...rest, body: text }))).toBe(expected);
});
