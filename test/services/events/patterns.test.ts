import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const event = {
  id: '1',
  account: '000000000000',
  region: 'us-east-1',
  time: '2026-01-01T00:00:00Z',
  source: 'shop',
  'detail-type': 'order placed',
  detail: {
    id: 'o-17',
    size: 12,
    paid: true,
    note: null,
    tags: ['red', 'Blue'],
    address: '10.0.1.5',
    'state.now': 'open',
    door: { side: 'left' },
    items: [
      { sku: 'a', price: 5 },
      { sku: 'b', price: 50 },
    ],
  },
};

const test1 = (pattern: object) =>
  testCloud()
    .ask('events')
    .testEventPattern({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }).Result;

const detail = (rules: object) => test1({ detail: rules });

test.each<[object, boolean]>([
  [{ id: ['o-17'] }, true],
  [{ id: ['o-1', 'o-2'] }, false],
  [{ id: [{ prefix: 'o-' }] }, true],
  [{ id: [{ suffix: '7' }] }, true],
  [{ id: [{ prefix: { 'equals-ignore-case': 'O-' } }] }, true],
  [{ id: [{ 'equals-ignore-case': 'O-17' }] }, true],
  [{ id: [{ wildcard: 'o*7' }] }, true],
  [{ id: [{ wildcard: 'o\\*7' }] }, false],
  [{ id: [{ 'anything-but': 'o-17' }] }, false],
  [{ id: [{ 'anything-but': ['a', 'b'] }] }, true],
  [{ id: [{ 'anything-but': { prefix: 'x' } }] }, true],
  [{ id: [{ 'anything-but': { wildcard: ['o*', 'x*'] } }] }, false],
  [{ size: [12] }, true],
  [{ size: ['12'] }, false],
  [{ size: [{ numeric: ['>', 10, '<=', 12] }] }, true],
  [{ size: [{ numeric: ['=', 12.0] }] }, true],
  [{ size: [{ numeric: ['<', 12] }] }, false],
  [{ paid: [true] }, true],
  [{ note: [null] }, true],
  [{ note: [{ exists: true }] }, true],
  [{ none: [{ exists: false }] }, true],
  [{ none: { deep: [{ exists: false }] } }, true],
  [{ none: ['x'] }, false],
  [{ tags: ['red'] }, true],
  [{ tags: ['green'] }, false],
  [{ tags: [{ 'anything-but': 'red' }] }, true],
  [{ address: [{ cidr: '10.0.0.0/16' }] }, true],
  [{ address: [{ cidr: '10.1.0.0/16' }] }, false],
  [{ items: { sku: ['b'], price: [50] } }, true],
  [{ items: { sku: ['c'] } }, false],
  [{ $or: [{ size: [1] }, { id: [{ prefix: 'o' }] }] }, true],
  [{ $or: [{ size: [1] }, { id: ['x'] }] }, false],
  [{ paid: [true], size: [13] }, false],
  // A dot is a step, on either side.
  [{ state: { now: ['open'] } }, true],
  [{ 'state.now': ['open'] }, true],
  [{ 'state.now': { now: ['open'] } }, false],
  [{ 'door.side': ['left'] }, true],
  [{ 'door.side': ['right'] }, false],
])('the pattern %j', (rules, holds) => {
  expect(detail(rules)).toBe(holds);
});

test('keys of the envelope are matched too', () => {
  expect(test1({ source: ['shop'], 'detail-type': ['order placed'] })).toBe(true);
});

test.each([
  ['[]', 'Filter is not an object\n at [Source: (String)"[]"; line: 1, column: 2]'],
  [
    'this is no JSON',
    "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"this is no JSON\"; line: 1, column: 5]",
  ],
  [
    "{'bad': 'quotation'}",
    "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)\"{'bad': 'quotation'}\"; line: 1, column: 2]",
  ],
  [
    '{"not": closed mark"',
    "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"{\"not\": closed mark\"\"; line: 1, column: 15]",
  ],
  [
    '{"a": [1 2]}',
    'Unexpected character (\'2\' (code 50)): was expecting comma to separate Array entries\n at [Source: (String)"{"a": [1 2]}"; line: 1, column: 10]',
  ],
  ['{"a":1}', '"a" must be an object or an array'],
  ['{"a":[]}', 'Empty arrays are not allowed'],
  ['{"a":{}}', 'Empty objects are not allowed'],
  ['{"a":[[1]]}', 'Match value must be String, number, true, false, or null'],
  ['{"a":[{"EXISTS":true}]}', 'Unrecognized match type EXISTS'],
  ['{"a":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
  ['{"a":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
  ['{"a":[{"numeric":5}]}', 'Value of numeric must be an array.'],
  ['{"a":[{"numeric":["<",5,">",1]}]}', 'Bad numeric range operator: >'],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', 'Bottom must be less than top'],
  [
    '{"a":[{"anything-but":{"equals-ignore-case":1}}]}',
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  ],
  ['{"a":[{"anything-but":{"prefix":[1]}}]}', 'prefix/suffix match pattern must be a string'],
  [
    '{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}',
    'Value of anything-but must be an array or single string/number value.',
  ],
  [
    '{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}',
    'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
  ],
  ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters at pos 2'],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[{"anything-but":[]}]}', 'Empty arrays are not allowed'],
  ['{"$or":[{"a":[1]}]}', 'There must have at least 2 Objects in $or relationship'],
])('the pattern %s is refused', (EventPattern, reason) => {
  const events = testCloud().ask('events');
  expect(refusal(() => events.putRule({ Name: 'x', EventPattern }))).toBe(
    `InvalidEventPatternException: Event pattern is not valid. Reason: ${reason}`,
  );
});

test('an event that is tried has what every event has', () => {
  const { id: _, ...rest } = event;
  const test2 = () =>
    testCloud()
      .ask('events')
      .testEventPattern({ EventPattern: '{"source":["shop"]}', Event: JSON.stringify(rest) });
  expect(refusal(test2)).toBe('ValidationException: Parameter Event is not valid.');
});
