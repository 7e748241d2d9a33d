import { decide, parsePolicy, type ContextValue } from '../../../framework/cloud/iam';
import { operatorNames } from '../../../framework/cloud/iam/conditions';
import { policy, request } from './requests';

type Context = Record<string, ContextValue>;
type Case = [condition: Record<string, unknown>, context: Context, holds: boolean];

const KEY = 'my:key';
const one = (operator: string, wanted: unknown, got: ContextValue | undefined, holds: boolean): Case => [
  { [operator]: { [KEY]: wanted } },
  got === undefined ? {} : { [KEY]: got },
  holds,
];

const cases: Case[] = [
  one('StringEquals', 'a', 'a', true),
  one('StringEquals', 'a', 'A', false),
  one('StringEquals', 'a*', 'ab', false),
  one('StringEquals', ['a', 'b'], 'b', true),
  one('StringEquals', 'a', undefined, false),
  one('StringEquals', '7', 7, true),
  one('StringEquals', 7, '7', true),
  one('StringNotEquals', 'a', 'b', true),
  one('StringNotEquals', 'a', 'a', false),
  one('StringNotEquals', ['a', 'b'], 'b', false),
  one('StringNotEquals', 'a', undefined, true),
  one('StringEqualsIgnoreCase', 'Ab', 'aB', true),
  one('StringEqualsIgnoreCase', 'Ab', 'abc', false),
  one('StringNotEqualsIgnoreCase', 'Ab', 'aB', false),
  one('StringNotEqualsIgnoreCase', 'Ab', 'b', true),
  one('StringLike', 'home/*/x?', 'home/a/b/x1', true),
  one('StringLike', 'home/*', 'Home/a', false),
  one('StringLike', '', '', true),
  one('StringNotLike', 'home/*', 'home/a', false),
  one('StringNotLike', 'home/*', 'work/a', true),
  one('StringNotLike', 'home/*', undefined, true),
  one('NumericEquals', '10', 10, true),
  one('NumericEquals', '10', '10.0', true),
  one('NumericEquals', 10, '11', false),
  one('NumericEquals', '10', 'ten', false),
  one('NumericNotEquals', '10', 11, true),
  one('NumericNotEquals', '10', 10, false),
  one('NumericLessThan', '10', 9.5, true),
  one('NumericLessThan', '10', 10, false),
  one('NumericLessThanEquals', '10', 10, true),
  one('NumericLessThanEquals', '10', 11, false),
  one('NumericGreaterThan', '-1', 0, true),
  one('NumericGreaterThan', '10', 10, false),
  one('NumericGreaterThanEquals', '10', 10, true),
  one('NumericGreaterThanEquals', '10', '9', false),
  one('DateEquals', '2026-05-01T00:00:00Z', '2026-05-01T02:00:00+02:00', true),
  one('DateEquals', '1777593600', '2026-05-01T00:00:00Z', true),
  one('DateEquals', '2020', 2020, true),
  one('DateEquals', '2026-05-01', '2026-05-01T00:00:01Z', false),
  one('DateNotEquals', '2026-05-01', '2026-05-01T00:00:01Z', true),
  one('DateNotEquals', '2026-05', '2026-05-01', false),
  one('DateLessThan', '2026-05-01T00:00:00.500Z', '2026-05-01T00:00:00.499Z', true),
  one('DateLessThan', '2026-05-01', '2026-05-01', false),
  one('DateLessThanEquals', '2026-05-01', '2026-05-01', true),
  one('DateLessThanEquals', '2026-05-01', '2026-05-02', false),
  one('DateGreaterThan', '2026-05-01', '2026-05-01T00:00:01Z', true),
  one('DateGreaterThan', '2026-05-01', 'tomorrow', false),
  one('DateGreaterThanEquals', '2026-05-01', '2026-05-01', true),
  one('DateGreaterThanEquals', '2026-05-01', '2026-04-30T23:59:59Z', false),
  one('Bool', 'true', true, true),
  one('Bool', true, 'True', true),
  one('Bool', 'false', true, false),
  one('Bool', 'yes', 'yes', false),
  one('Bool', 'false', undefined, false),
  one('BinaryEquals', 'c3Rvcm0=', 'c3Rvcm0=', true),
  one('BinaryEquals', 'c3Rvcm0=', 'c3Rvcm0', true),
  one('BinaryEquals', 'c3Rvcm0=', 'Y2FsbQ==', false),
  one('IpAddress', '203.0.113.0/24', '203.0.113.77', true),
  one('IpAddress', '203.0.113.0/24', '203.0.114.1', false),
  one('IpAddress', '203.0.112.0/20', '203.0.127.255', true),
  one('IpAddress', '203.0.112.0/20', '203.0.128.0', false),
  one('IpAddress', '203.0.113.7', '203.0.113.7', true),
  one('IpAddress', '203.0.113.7', '203.0.113.8', false),
  one('IpAddress', '0.0.0.0/0', '8.8.8.8', true),
  one('IpAddress', '::/0', '8.8.8.8', false),
  one('IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678:9::1', true),
  one('IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false),
  one('IpAddress', '2001:db8::/33', '2001:db8:7fff::', true),
  one('IpAddress', '2001:db8::/33', '2001:db8:8000::', false),
  one('IpAddress', '::ffff:1.2.3.4', '::ffff:102:304', true),
  one('IpAddress', '10.0.0.0/8', 'somewhere', false),
  one('IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '2001:db8::1', true),
  one('IpAddress', '::/0', '1:2:3:4::5:6:7:8', false),
  one('IpAddress', '::/0', '1:2:3:4::5:6:7', true),
  one('NotIpAddress', '10.0.0.0/8', '10.1.2.3', false),
  one('NotIpAddress', '10.0.0.0/8', '11.1.2.3', true),
  one('NotIpAddress', '10.0.0.0/8', undefined, true),
  one('ArnEquals', 'arn:aws:sns:*:111111111111:t?', 'arn:aws:sns:eu-west-1:111111111111:t1', true),
  one('ArnEquals', 'arn:aws:sns:*:111111111111:t?', 'arn:aws:sns:eu-west-1:111111111112:t1', false),
  one('ArnLike', 'arn:aws:x:*:111122223333:finance/*', 'arn:aws:x:r:9:store/a:111122223333:finance/d', false),
  one(
    'StringLike',
    'arn:aws:x:*:111122223333:finance/*',
    'arn:aws:x:r:9:store/a:111122223333:finance/d',
    true,
  ),
  one('ArnLike', 'arn:aws:states:*:*:execution:m:*', 'arn:aws:states:r:1:execution:m:e', true),
  one('ArnLike', '*', 'arn:aws:s3:::b', true),
  one('ArnLike', '*', 'no arn', false),
  one('ArnLike', 'arn:aws:s3:::B', 'arn:aws:s3:::b', false),
  one('ArnNotEquals', 'arn:aws:s3:::b', 'arn:aws:s3:::b', false),
  one('ArnNotEquals', 'arn:aws:s3:::b', 'arn:aws:s3:::c', true),
  one('ArnNotLike', 'arn:aws:s3:::b*', 'arn:aws:s3:::bb', false),
  one('ArnNotLike', 'arn:aws:s3:::b*', undefined, true),
  one('Null', 'true', undefined, true),
  one('Null', 'true', 'x', false),
  one('Null', 'false', '', true),
  one('Null', false, undefined, false),
  one('Null', 'true', [], true),
  one('StringEqualsIfExists', 'a', undefined, true),
  one('StringEqualsIfExists', 'a', 'b', false),
  one('BoolIfExists', 'true', undefined, true),
  one('NumericLessThanIfExists', '3', 5, false),
  one('StringNotEqualsIfExists', 'a', undefined, true),
  one('ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true),
  one('ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false),
  one('ForAllValues:StringEquals', ['a', 'b'], [], true),
  one('ForAllValues:StringEquals', ['a', 'b'], undefined, true),
  one('ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true),
  one('ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'b'], false),
  one('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true),
  one('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false),
  one('ForAnyValue:StringEquals', ['a', 'b'], undefined, false),
  one('ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true),
  one('ForAnyValue:StringNotEquals', ['a'], ['a'], false),
  one('ForAnyValue:StringNotEquals', ['a'], undefined, false),
  one('ForAnyValue:StringLikeIfExists', ['a*'], undefined, true),
  one('ForAnyValue:ArnLike', 'arn:aws:s3:::b*', ['x', 'arn:aws:s3:::bb'], true),
  one('StringEquals', 'a', ['b', 'a'], true),
  one('StringNotEquals', 'a', ['b', 'a'], false),
  [{ StringEquals: { 'my:a': '1', 'my:b': '2' } }, { 'my:a': '1', 'my:b': '2' }, true],
  [{ StringEquals: { 'my:a': '1', 'my:b': '2' } }, { 'my:a': '1', 'my:b': '3' }, false],
  [{ StringEquals: { 'my:a': '1' }, Bool: { 'my:b': 'true' } }, { 'my:a': '1', 'my:b': false }, false],
  [{ StringEquals: { 'MY:Key': 'x' } }, { 'my:key': 'x' }, true],
  [{ StringEquals: { 'my:constructor': 'x' } }, {}, false],
];

const isMet = (condition: Record<string, unknown>, context: Context): boolean =>
  decide(
    request({
      policies: { identity: [policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition })] },
      context,
    }),
  ).allowed;

test.each(cases)('%j with %j: %p', (condition, context, holds) => {
  expect(isMet(condition, context)).toBe(holds);
});

const answersOf = (name: string): boolean[] =>
  cases.filter(([condition]) => Object.hasOwn(condition, name)).map(([, , holds]) => holds);

test('every operator that AWS knows has a case that holds and one that does not', () => {
  expect(operatorNames().filter((name) => new Set(answersOf(name)).size < 2)).toEqual([]);
  expect(operatorNames()).toHaveLength(26);
});

/** The cases of one plain operator on one key, with `IfExists` added. */
const relaxed = cases.flatMap(([condition, context, holds]): Case[] => {
  const [name = '', ...more] = Object.keys(condition);
  if (more.length > 0 || name === 'Null' || name.endsWith('IfExists')) return [];
  return [[{ [`${name}IfExists`]: condition[name] }, context, holds]];
});

test('with IfExists every operator holds for a missing key', () => {
  expect(relaxed.filter(([condition]) => !isMet(condition, {}))).toEqual([]);
});

test('with IfExists every operator decides as before on a key that is there', () => {
  const withKey = relaxed.filter(([, context]) => Object.hasOwn(context, KEY));
  expect(withKey.length).toBeGreaterThan(80);
  expect(withKey.filter(([condition, context, holds]) => isMet(condition, context) !== holds)).toEqual([]);
});

test('an operator that AWS does not know is refused, not ignored', () => {
  for (const name of [
    'StringMatches',
    'stringequals',
    'NullIfExists',
    'ForSome:StringEquals',
    'ForAnyValue:Null',
    '',
  ]) {
    const text = JSON.stringify({
      Statement: { Effect: 'Allow', Action: '*', Condition: { [name]: { a: 'b' } } },
    });
    expect(() => parsePolicy(text)).toThrow(`Invalid Condition type : ${name}`);
  }
});
