import type { AttributeValue as WireAttributeValue } from '@aws-sdk/client-dynamodb';
import { toWire, toWireItem } from '../../../../framework/services/dynamodb/items/attribute-value';
import { readItem, readValue } from '../../../../framework/services/dynamodb/items/read-value';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const SEVERAL =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';
const INVALID = 'One or more parameter values were invalid: ';

/** Members together that the SDK's types keep apart, as any other client may send them. */
const mixed = (value: object): WireAttributeValue =>
  Object.assign({ NULL: true }, { NULL: undefined }, value);

describe('a value is plain data and comes back as the codec needs it', () => {
  test.each<[string, WireAttributeValue, unknown]>([
    ['a string', { S: 'é' }, { S: 'é' }],
    ['an empty string', { S: '' }, { S: '' }],
    ['a number', { N: '1.50' }, { N: '1.5' }],
    ['binary', { B: bytes('ab') }, { B: 'YWI=' }],
    ['a string set', { SS: ['b', 'a', ''] }, { SS: ['b', 'a', ''] }],
    ['a number set', { NS: ['1.0', '2'] }, { NS: ['1', '2'] }],
    ['a binary set', { BS: [bytes('a'), bytes('b')] }, { BS: ['YQ==', 'Yg=='] }],
    ['a boolean', { BOOL: false }, { BOOL: false }],
    ['null', { NULL: true }, { NULL: true }],
    ['null that says false', { NULL: false }, { NULL: true }],
    [
      'a document',
      { M: { l: { L: [{ N: '01' }, { M: {} }] } } },
      { M: { l: { L: [{ N: '1' }, { M: {} }] } } },
    ],
  ])('%s', (_what, wire, plain) => {
    const value = readValue(wire);
    expect(value).toEqual(plain);
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    expect(readValue(toWire(value))).toEqual(value);
  });

  test('binary is bytes on the wire', () => {
    expect(toWire({ L: [{ B: 'YWI=' }, { BS: ['YQ=='] }] })).toEqual({
      L: [{ B: Buffer.from('ab') }, { BS: [Buffer.from('a')] }],
    });
  });

  test('an attribute may have the name of what every object has', () => {
    const wire = Object.fromEntries(
      ['__proto__', 'constructor', 'toString'].map((name) => [name, { S: name }]),
    );
    expect(Object.entries(toWireItem(readItem(wire)))).toEqual(Object.entries(wire));
  });
});

describe('what AWS does not take is refused in its words', () => {
  test.each<[WireAttributeValue, string]>([
    [mixed({}), EMPTY],
    [{ M: { a: mixed({}) } }, EMPTY],
    [{ L: [mixed({})] }, EMPTY],
    [mixed({ S: 'a', N: '1' }), SEVERAL],
    [mixed({ BOOL: true, L: [] }), SEVERAL],
    [mixed({ S: 'a', N: 'b' }), 'The parameter cannot be converted to a numeric value: b'],
    [{ SS: [] }, `${INVALID}An string set  may not be empty`],
    [{ NS: [] }, `${INVALID}An number set  may not be empty`],
    [{ BS: [] }, `${INVALID}Binary sets should not be empty`],
    [{ SS: ['a', 'a'] }, `${INVALID}Input collection [a, a] contains duplicates.`],
    [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
    [
      { BS: [bytes('b'), bytes('b')] },
      `${INVALID}Input collection [Yg==, Yg==]of type BS contains duplicates.`,
    ],
  ])('%j: %s', (wire, message) => {
    expect(() => readValue(wire)).toThrow(expect.objectContaining({ code: 'ValidationException', message }));
  });

  test('a string may lie 31 maps deep, not 32', () => {
    const nested = (depth: number): WireAttributeValue =>
      depth === 0 ? { S: 'leaf' } : { M: { n: nested(depth - 1) } };
    expect(readValue(nested(31))).toEqual(nested(31));
    expect(() => readValue(nested(32))).toThrow(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  });
});
