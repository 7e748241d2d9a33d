import { compileFilterPattern } from '../../../framework/services/logs/events/filter-pattern';

function refuse(what: string): never {
  throw new Error(`not emulated: ${what}`);
}

const matches = (pattern: string, message: string) => compileFilterPattern(pattern, refuse)(message);

test.each([
  ['', 'anything', true],
  ['ERROR', '[ERROR 400] BAD REQUEST', true],
  ['ERROR', '[error 400]', false],
  ['ERROR ARGUMENTS', 'ERROR: missing ARGUMENTS', true],
  ['ERROR ARGUMENTS', 'ERROR: missing', false],
  ['?ERROR ?WARN', 'WARN only', true],
  ['?ERROR ?WARN', 'INFO', false],
  ['ERROR -EXITING', 'ERROR: EXITING', false],
  ['ERROR -EXITING', 'ERROR: staying', true],
  ['"INTERNAL SERVER ERROR"', '500 INTERNAL SERVER ERROR', true],
  ['"INTERNAL SERVER ERROR"', 'SERVER INTERNAL ERROR', false],
  ['-"do not"', 'do it', true],
  [String.raw`"say \"hi\""`, 'they say "hi" here', true],
])('the terms %j on %j: %s', (pattern, message, expected) => {
  expect(matches(pattern, message)).toBe(expected);
});

const event = JSON.stringify({
  level: 'ERROR',
  status: 503,
  user: { id: 'u-1', email: null, admin: true },
  items: [{ sku: 'a' }, { sku: 'b' }],
  'detail-type': 'Order Placed',
});

test.each([
  ['{ $.level = "ERROR" }', true],
  ['{ $.level = ERROR }', true],
  ['{ $.level != "ERROR" }', false],
  ['{ $.level = "ERR*" }', true],
  ['{ $.status >= 500 && $.status < 600 }', true],
  ['{ $.status = 5* }', true],
  ['{ $.status > 5.03e2 }', false],
  ['{ $.level = "INFO" || ($.status = 503 && $.user.id = "u-1") }', true],
  ['{ $.level = "INFO" || $.status = 503 && $.user.id = "u-2" }', false],
  ['{ $.items[1].sku = "b" }', true],
  ['{ $.items[*].sku = "b" }', true],
  ['{ $.items[0].sku = "b" }', false],
  ['{ $.user.email IS NULL }', true],
  ['{ $.user.admin IS TRUE }', true],
  ['{ $.user.admin IS FALSE }', false],
  ['{ $.missing NOT EXISTS }', true],
  ['{ $.level NOT EXISTS }', false],
  ['{ $.missing != "x" }', false],
  ['{ $.detail-type = "Order Placed" }', true],
])('the pattern %s: %s', (pattern, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

test('a message that is no JSON matches no JSON pattern', () => {
  expect(matches('{ $.level NOT EXISTS }', 'plain text')).toBe(false);
});

test.each([
  ['?Status: timeout', "Invalid character(s) in term ':'"],
  ['{ $.level = }', 'Invalid filter pattern'],
  ['{ $.level > "ERROR" }', 'Invalid filter pattern'],
  ['{ $.level = "a" ', 'Invalid filter pattern'],
  ['[ip, user, status = 4*]', 'not emulated: logs: a space-delimited filter pattern'],
  ['%AUTHORIZED%', 'not emulated: logs: a regular expression in a filter pattern'],
  ['?ERROR WARN', 'not emulated: logs: a filter pattern that mixes ? with other terms'],
])('the pattern %j is refused: %s', (pattern, message) => {
  expect(() => matches(pattern, '')).toThrow(message);
});
