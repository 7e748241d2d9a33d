import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { n, refusal, s, testTable } from '../table';

/** The messages are AWS's own, as a public conformance suite has recorded them. */
const { db } = testTable({ sort: true });
db.putItem({
  TableName: 'things',
  Item: { a: s('x'), n: n(1), ss: { SS: ['p', 'q'] }, t: s('text'), m: { M: { sub: s('y') } } },
});

const answer = (Statement: string, Parameters?: AttributeValue[]) =>
  refusal(() => db.executeStatement({ Statement, Parameters })).replace(/^ValidationException: /, '');
const malformed = (detail: string) => `Statement wasn't well formed, can't be processed: ${detail}`;
const leftOver = malformed('Unexpected token after expression');
const where = (condition: string) => `SELECT * FROM things WHERE a = 'x' AND n = 1 AND ${condition}`;
const update = (set: string) => `UPDATE things SET ${set} WHERE a = 'x' AND n = 1`;
/** Where the first `token` stands in a statement. */
const at = (statement: string, token: string, from = 0) =>
  `1:${statement.indexOf(token, from) + 1}:${token.length}`;

test.each([
  [`SELECT * FROM things WHERE n = 1 foo`, leftOver],
  [`SELECT * FROM things WHERE n = 1 e5`, leftOver],
  [`INSERT INTO things VALUE {'a': 'x'} foo`, leftOver],
  [`UPDATE things SET a = 9 WHERE n = 1 foo`, leftOver],
  [`DELETE FROM things WHERE n = 1 foo`, leftOver],
  [`SELECT * FROM things WHERE n = 1)`, leftOver],
  [`DELETE FROM things WHERE n = 1 ORDER BY n`, leftOver],
  [`SELECT * FROM things ORDER BY n WHERE n = 1`, leftOver],
  [`INSERT INTO things t VALUE {'a': 'x'}`, leftOver],
  [`FROM things SET c = 1 WHERE a = 'x'`, leftOver],
  [`SELECT * FROM things WHERE n = 1e2147483648`, malformed('')],
  [`SELECT * FROM things WHERE n = 1.5e-2147483647`, malformed('')],
  [`SELECT * FROM things WHERE n = 1 # note`, malformed('')],
  [`SELECT * FROM things WHERE n = 1 /* note`, malformed('')],
  [`SELECT * FROM "things`, malformed('')],
  [`SELECT * FROM things t WHERE a = 'x'`, 'Aliasing is not supported'],
  [`SELECT * FROM things AS t WHERE a = 'x'`, 'Aliasing is not supported'],
  [`UPDATE things t SET a = 3 WHERE a = 'x'`, 'Aliasing is not supported'],
  [`DELETE FROM things t WHERE a = 'x'`, 'Aliasing is not supported'],
  [`SELECT * FROM things WHERE`, malformed('Unexpected term')],
  [`SELECT * FROM things WHERE;`, malformed('Unexpected term')],
  [`UPDATE things SET a = 1 WHERE`, malformed('Unexpected term')],
  [`SELECT * FROM things WHERE NOT`, malformed('Unexpected term')],
  [`SELECT * FROM things WHERE (`, malformed('Unexpected term')],
  [`SELECT * FROM nowhere WHERE`, malformed('Unexpected term')],
  [`SELECT * FROM`, malformed('Unexpected term')],
  [
    `SELECT * FROM things WHERE a = 'x' AND`,
    malformed('Missing right-hand side expression of infix operator'),
  ],
  [
    `SELECT * FROM things WHERE a = 'x' OR`,
    malformed('Missing right-hand side expression of infix operator'),
  ],
  [`SELECT * FROM things WHERE ORDER BY a`, malformed('Unexpected keyword')],
  [`SELECT * FROM things WHERE IS NULL`, malformed('Unexpected operator')],
  [`SELECT * FROM things WHERE a = LIKE`, malformed('Unexpected operator')],
  [`SELECT * FROM things WHERE a = 'x' AND x IS FOO`, malformed('Expected type name')],
  [`x IS DOUBLE PRECISION`, 'Unsupported operation: IsType'],
  [`x IS INT4`, 'Unsupported operation: IsType'],
  [`SLECT * FROM things WHERE a = 'x'`, malformed('Expected data manipulation')],
  [`UPDATE Payment-abc SET active=1 WHERE a = 'x'`, malformed('Expected data manipulation')],
  [`INSERT INTO urls (key, secret) VALUES (1, 2)`, malformed('Unexpected keyword')],
  [`DELETE FROM`, malformed('Expected identifier for simple path')],
  [`DELETE FROM;`, malformed('Expected identifier for simple path')],
  [`DELETE FROM WHERE a = 'a'`, malformed('Expected identifier for simple path')],
])('%s is refused: %s', (statement, message) => {
  expect(answer(statement)).toBe(message);
});

const overflow = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const underflow =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';

test.each([
  [`SELECT * FROM things WHERE n = 1e126`, `${overflow} under root`],
  [`SELECT * FROM things WHERE n = 1e-131`, `${underflow} under root`],
  [
    `SELECT * FROM things WHERE n = 123456789012345678901234567890123456789`,
    'Attempting to store more than 38 significant digits in a Number under root',
  ],
  [`INSERT INTO things VALUE {'n': 1e126}`, `${overflow} under root`],
  [`UPDATE things SET v = 1e-131 WHERE a = 'x' AND n = 1`, `${underflow} under root`],
  [`INSERT INTO things VALUE {'n': 1, 'm': {'x': 1e126}}`, `${overflow} under root.x`],
  [`INSERT INTO things VALUE {'n': 1, 'l': [1, 1e126]}`, `${overflow} under root[1]`],
])('a number in %s says where it is: %s', (statement, message) => {
  expect(answer(statement)).toBe(message);
});

const noKey = 'Where clause does not contain a mandatory equality on all key attributes';

test.each([
  [`FROM things SET c = 1`, noKey],
  [`FROM things REMOVE c`, noKey],
  [`FROM things WHERE c = 1 SET c = 1`, noKey],
  [`DELETE FROM things WHERE a = 'x'`, noKey],
  [`UPDATE things SET v = 1`, noKey],
  [
    `DELETE FROM things WHERE a = 'x' AND a = 'y' AND n = 1`,
    'Multiple conditions on same key a. Only single item Update/Insert/Delete are supported',
  ],
  [
    `DELETE FROM things WHERE a = 1 AND n = 1`,
    "Key attribute's data type should match its data type in table's schema: Key a",
  ],
  [`INSERT INTO things VALUE {'a': 'x'}`, 'Key attribute should be present in the item: Key n'],
  [`INSERT INTO things VALUE {'a': 'x', 'a': 'y'}`, 'Duplicate keys in tuple. Key: a under root'],
  [
    `INSERT INTO things VALUE 'x'`,
    'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
  ],
  [`INSERT INTO things VALUE {'a': 'x', 'n': 5} RETURNING ALL OLD *`, 'RETURNING is not supported in INSERT'],
  [
    update('a = 1'),
    'One or more parameter values were invalid: Cannot update attribute a. This attribute is part of the key',
  ],
  [update('newlist[0] = 1'), 'The document path provided in the update expression is invalid for update'],
  [update('v = t + 1'), 'An operand in the update expression has an incorrect data type'],
  [
    `DELETE FROM things WHERE a = 'x' RETURNING MODIFIED OLD *`,
    'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
  ],
  [
    `DELETE FROM things WHERE a = 'x' RETURNING ALL NEW *`,
    'Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
  ],
  [
    `INSERT INTO things.byT VALUE {'a': 'x', 'n': 1}`,
    'FROM clause may only contain a single table name in data manipulation statements',
  ],
  [`UPDATE things.byT SET v = 1 WHERE a = 'x' AND n = 1`, 'This operation is not supported on an index'],
  [`DELETE FROM things.byT WHERE a = 'x' AND n = 1`, 'This operation is not supported on an index'],
  [`FROM nowhere WHERE a = 'x' SET c = 1`, 'ResourceNotFoundException: Requested resource not found'],
])('the write %s is refused: %s', (statement, message) => {
  expect(answer(statement)).toBe(message);
});

test.each([
  [
    where(`attribute_exists('ss')`),
    'Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    where('attribute_exists()'),
    'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0',
  ],
  [
    where('attribute_exists(ss, t)'),
    'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
  ],
  [where('EXISTS(ss)'), `Unrecognized function: exists at ${at(where('EXISTS(ss)'), 'EXISTS')}`],
  [where('attribute_exists(m.inner)'), malformed('Invalid path dot component')],
  [`SELECT attribute_exists(ss) FROM things WHERE a = 'x'`, 'Unexpected path component at 1:8:16'],
  [
    where(`set_add(ss, <<'x'>>) = ss`),
    `Unrecognized function: set_add at ${at(where(`set_add(ss, <<'x'>>) = ss`), 'set_add')}`,
  ],
  [
    `INSERT INTO things VALUE {'a': 'y', 'ss': set_add(<<'a'>>, <<'b'>>)}`,
    'Unsupported data type: set_add under key root at 1:43:7',
  ],
  [
    update(`v = set_add(ss, <<'x'>>)`),
    `The first argument to SET_ADD must equal the assignment value at ${at(update(`v = set_add(ss, <<'x'>>)`), 'set_add')}`,
  ],
  [
    update(`ss = set_delete(ss, 'x')`),
    `The second argument to SET_DELETE must be a value with type SET at ${at(update(`ss = set_delete(ss, 'x')`), 'ss', 30)}`,
  ],
  [
    update('ss = set_add(ss)'),
    `SET_ADD must have exactly two arguments at ${at(update('ss = set_add(ss)'), 'set_add')}`,
  ],
  [update('ss = set_add(ss, <<1>>)'), 'An operand in the update expression has an incorrect data type'],
  [
    update(`ss = set_add(ss, <<'x', 'x'>>)`),
    'One or more parameter values were invalid: Input collection [x, x] contains duplicates.',
  ],
  [update('ss = set_add(ss, <<>>)'), 'Empty bags are not supported'],
])('%s is refused: %s', (statement, message) => {
  expect(answer(statement)).toBe(message);
});

test.each([
  [`SELECT * FROM things.none WHERE a = 'x'`, 'The table does not have the specified index'],
  [
    `SELECT * FROM "things"."byT"."extra" WHERE a = 'x'`,
    'A path may contain at most 2 components in the FROM clause',
  ],
  [`SELECT * FROM "things"."" WHERE a = 'x'`, 'Path component cannot be an empty string'],
  [`SELECT * FROM "" WHERE a = 'x'`, 'Path component cannot be an empty string'],
  [`SELECT * FROM nowhere WHERE a = 'x'`, 'ResourceNotFoundException: Requested resource not found'],
  [
    `SELECT * FROM things WHERE a = 'a' AND v = '1' OR a = 'a' AND n = 2`,
    'Overlapping conditions with range keys are not supported in where clause',
  ],
  [`SELECT * FROM things ORDER BY n`, 'Must have WHERE clause in the statement when using ORDER BY clause.'],
  [
    `SELECT * FROM things WHERE v = 1 ORDER BY n`,
    'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
  ],
  [
    `SELECT * FROM things WHERE a = 'x' ORDER BY v`,
    'Variable reference v in ORDER BY clause must be part of the primary key',
  ],
  [`SELECT a, a FROM things`, 'Duplicate identifiers in select clause: a'],
  [`SELECT *, a FROM things`, "Other attributes should not be present in the projection when '*' is used."],
  [where('EXISTS(SELECT * FROM things)'), 'EXISTS can only be used in ExecuteTransaction write requests.'],
  [where('v'), 'WHERE clause must contain an expression that resolves to a boolean'],
  [`SELECT * FROM things WHERE v = ?`, "Number of parameters in request and statement don't match."],
])('the read %s is refused: %s', (statement, message) => {
  expect(answer(statement)).toBe(message);
});

test('an operand without an order is refused before the table is looked for', () => {
  expect(answer('SELECT a FROM nowhere WHERE a = ? AND v < ?', [s('x'), { BOOL: true }])).toBe(
    'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
  );
});

test('numbers in parameters are read as decimals with 32 bits of exponent', () => {
  const number = (N: string) => answer('SELECT * FROM things WHERE v = ?', [{ N }]);
  expect(number('1e99999999999')).toBe('The parameter cannot be converted to a numeric value: 1e99999999999');
  expect(number('1e2147483647')).toBe(underflow);
  expect(number('')).toBe('The parameter cannot be converted to a numeric value');
  expect(answer('SELECT * FROM things WHERE v = ?', [{ L: [{ NS: ['1', '1e99999999999'] }] }])).toBe(
    'The parameter cannot be converted to a numeric value: 1e99999999999',
  );
});
