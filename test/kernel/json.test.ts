import { canonicalJson, sha256 } from '../../framework/kernel';

test('equal data gives equal text, in whatever order its keys were set', () => {
  const one = { b: [1, { z: 1, y: 2 }], a: { d: null, c: 'x' } };
  const other = { a: { c: 'x', d: null }, b: [1, { y: 2, z: 1 }] };
  expect(canonicalJson(one)).toBe('{"a":{"c":"x","d":null},"b":[1,{"y":2,"z":1}]}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});

test('keys are ordered by code units, and arrays keep their order', () => {
  expect(canonicalJson({ a: 1, B: 1, é: 1, _: 1, list: [3, 1, 2] })).toBe(
    '{"B":1,"_":1,"a":1,"list":[3,1,2],"é":1}',
  );
});

test('keys that are numbers come first, by their value, as in every object', () => {
  const data = { b: 1, '10': 1, '9': 1, a: 1, '007': 1, '4294967295': 1 };
  expect(canonicalJson(data)).toBe('{"9":1,"10":1,"007":1,"4294967295":1,"a":1,"b":1}');
});

test('many keys are ordered like few', () => {
  const names = Array.from({ length: 60 }, (_, n) => `key ${String((n * 7) % 60).padStart(2, '0')}`);
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
  expect(text).toBe(
    `{${[...names]
      .sort()
      .map((name) => `"${name}":0`)
      .join(',')}}`,
  );
});

test("keys that objects inherit are data like any other, and don't reach the prototype", () => {
  const data: unknown = JSON.parse('{"constructor":1,"__proto__":{"polluted":true},"toString":2}');
  expect(canonicalJson(data)).toBe('{"__proto__":{"polluted":true},"constructor":1,"toString":2}');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('a member that is undefined is no member, and in an array it is null', () => {
  expect(canonicalJson({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}');
  expect([canonicalJson(undefined), canonicalJson(null)]).toEqual(['null', 'null']);
});

test('bytes are told by size and SHA-256, whatever holds them', () => {
  const expected = `{"bytes":3,"sha256":"${sha256('abc')}"}`;
  expect(canonicalJson(Buffer.from('abc'))).toBe(expected);
  expect(canonicalJson({ Body: new Uint8Array([97, 98, 99]) })).toBe(`{"Body":${expected}}`);
});

test('a date is its ISO text', () => {
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});

test('texts, numbers and booleans are as in JSON', () => {
  expect(['"\n', 1.5, -0, true, []].map(canonicalJson)).toEqual(['"\\"\\n"', '1.5', '0', 'true', '[]']);
});
