import { compileFilterPattern } from '../../../framework/services/logs/events/filter-pattern';

const matches = (pattern: string, message: string) => compileFilterPattern(pattern).matches(message);

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
  ['%AUTH.*ED%', 'UNAUTHORIZED', true],
  ['%^AUTH%', 'UNAUTHORIZED', false],
  ['-%4[0-9]{2}%', 'status 404', false],
  ['?ERROR WARN', 'WARN alone', true],
  ['?ERROR WARN', 'ERROR alone', false],
  ['[]', 'anything at all', true],
  ['{ $.ip = %^10\\.% }', '{"ip":"10.0.0.1"}', true],
  ['{ $.ip = %^10\\.% }', '{"ip":"110.0.0.1"}', false],
])('the pattern %j on %j: %s', (pattern, message, expected) => {
  expect(matches(pattern, message)).toBe(expected);
});

const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

test.each([
  ['[ip, id, user, timestamp, request, status_code, size]', true],
  ['[ip, id, user, timestamp, request, status_code]', false],
  ['[ip, ..., size]', true],
  ['[..., status_code = 4*, size]', true],
  ['[..., status_code = 5* || status_code = 404, size]', true],
  ['[..., request = *html*, status_code = 4*, size > 1000 && size < 2000]', true],
  ['[..., size > 2000]', false],
  ['[ip = %127\\.0\\.0\\.[1-9]%, ...]', true],
  ['[..., request = "GET /index.html HTTP/1.0", status_code, size]', true],
  ['[ip, id, user != frank, ...]', false],
])('the space-delimited pattern %s: %s', (pattern, expected) => {
  expect(matches(pattern, line)).toBe(expected);
});

test('a pattern tells the values that it names', () => {
  expect(compileFilterPattern('[ip, ..., status, size]').extracted(line)).toEqual({
    $ip: '127.0.0.1',
    '$...': undefined,
    $status: '404',
    $size: '1534',
  });
  expect(compileFilterPattern('{ $.a = 1 && $.b[0] = "x" }').extracted('{"a":1,"b":["x"]}')).toEqual({
    '$.a': '1',
    '$.b[0]': 'x',
  });
});

test.each([
  ['?Status: timeout', "Invalid character(s) in term ':'"],
  ['{ $.level = }', 'Invalid filter pattern'],
  ['{ $.level > "ERROR" }', 'Invalid filter pattern'],
  ['{ $.level = "a" ', 'Invalid filter pattern'],
  ['[ip, user', 'Invalid filter pattern'],
  ['[ip = , user]', 'Invalid filter pattern'],
  ['[ip = 1 || user = 2]', 'Invalid filter pattern'],
  ['%(a)b%', 'Invalid filter pattern'],
])('the pattern %j is refused: %s', (pattern, message) => {
  expect(() => matches(pattern, '')).toThrow(message);
});
