/** The rules of a filter policy, checked in the order and in the words of AWS's own rule compiler. */
import type { JsonReader, Token } from './json-reader';

/** What is wrong with a policy; `place` says whether AWS says where. */
export class PolicyProblem extends Error {
  constructor(
    message: string,
    readonly hasPlace = true,
  ) {
    super(message);
  }
}

const numberMax = 1_000_000_000;
const oneKey = 'Only one key allowed in match expression';
const tooManyElements = 'Too many elements in numeric expression';

function refuse(message: string): never {
  throw new PolicyProblem(message);
}

/** The next token must be this one. */
function expectNext(reader: JsonReader, token: Token, otherwise: string): void {
  if (reader.next() !== token) refuse(otherwise);
}

/** A rule that is an object: an operator and its operand; the opening brace has been read. */
export function checkExpression(reader: JsonReader): void {
  expectNext(reader, 'name', 'Match expression name not found');
  const operator = reader.text();
  const check = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (check === undefined) refuse(`Unrecognized match type ${operator}`);
  check(reader);
}

const textOperand =
  (operator: string, check: (text: string) => void = () => undefined) =>
  (reader: JsonReader): void => {
    expectNext(reader, 'string', `${operator} match pattern must be a string`);
    check(reader.text());
    expectNext(reader, 'object end', oneKey);
  };

const operators: Readonly<Record<string, (reader: JsonReader) => void>> = {
  prefix: textOperand('prefix'),
  suffix: textOperand('suffix'),
  'equals-ignore-case': textOperand('equals-ignore-case'),
  wildcard: textOperand('wildcard', checkWildcard),
  // AWS's text names the wrong operator.
  cidr: textOperand('prefix', checkCidr),
  exists(reader) {
    const operand = reader.next();
    if (operand !== 'true' && operand !== 'false') {
      refuse('exists match pattern must be either true or false.');
    }
    expectNext(reader, 'object end', oneKey);
  },
  numeric(reader) {
    expectNext(reader, 'array', 'Value of numeric must be an array.');
    checkComparison(reader);
    expectNext(reader, 'object end', tooManyElements);
  },
  'anything-but': checkAnythingBut,
};

/** Positions count the quote before the pattern, and bytes. */
function checkWildcard(pattern: string): void {
  const bytes = Buffer.from(`"${pattern}"`);
  for (let at = 0; at < bytes.length; at++) {
    const [character, next] = [
      bytes.toString('latin1', at, at + 1),
      bytes.toString('latin1', at + 1, at + 2),
    ];
    if (character === '*' && next === '*') refuse(`Consecutive wildcard characters at pos ${at}`);
    if (character !== '\\') continue;
    if (next !== '*' && next !== '\\') refuse(`Invalid escape character at pos ${at}`);
    at++;
  }
}

function checkCidr(block: string): void {
  const [address, mask, ...more] = block.split('/');
  if (address === undefined || mask === undefined || more.length > 0) {
    throw new PolicyProblem("Malformed CIDR, one '/' required", false);
  }
  if (!/^-?\d+$/.test(mask)) throw new PolicyProblem('Malformed CIDR, mask bits must be an integer', false);
  if (Number(mask) < 0) throw new PolicyProblem('Malformed CIDR, mask bits must not be negative', false);
}

const operandOf = (operator: string): string => (operator === '=' ? 'equals' : operator);

function checkNumber(text: string): number {
  const value = Number(text);
  if (Math.abs(value) > numberMax) refuse('Value must be between -1.0E9 and 1.0E9, inclusive');
  return value;
}

/** `numeric`: one comparison, or a range from a bottom to a top; the opening bracket has been read. */
function checkComparison(reader: JsonReader): void {
  if (reader.next() !== 'string') refuse(`Invalid member in numeric match: ${reader.text()}`);
  const operator = reader.text();
  const operand = reader.next();
  if (!['=', '<', '<=', '>', '>='].includes(operator)) {
    refuse(`Unrecognized numeric range operator: ${operator}`);
  }
  if (operand !== 'number') refuse(`Value of ${operandOf(operator)} must be numeric`);
  const bound = reader.text();
  const next = reader.next();
  if (next === 'array end') {
    checkNumber(bound);
    return;
  }
  if (operator === '=' || operator.startsWith('<')) refuse(tooManyElements);
  checkTop(reader, next, bound);
}

function checkTop(reader: JsonReader, token: Token, bottom: string): void {
  if (token !== 'string') refuse(`Bad value in numeric range: ${reader.text()}`);
  const operator = reader.text();
  if (operator !== '<' && operator !== '<=') refuse(`Bad numeric range operator: ${operator}`);
  expectNext(reader, 'number', `Value of ${operator} must be numeric`);
  const top = reader.text();
  expectNext(reader, 'array end', 'Too many terms in numeric range expression');
  if (checkNumber(bottom) >= checkNumber(top)) refuse('Bottom must be less than top');
}

const nestable = ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'];

function checkAnythingBut(reader: JsonReader): void {
  let token = reader.next();
  let inner: string | undefined;
  if (token === 'object') {
    expectNext(reader, 'name', 'Anything-But expression name not found');
    inner = reader.text();
    if (!nestable.includes(inner)) refuse(`Unsupported anything-but pattern: ${inner}`);
    token = reader.next();
  }
  if (inner === 'prefix' && token !== 'array' && token !== 'string') {
    refuse('prefix match pattern must be a string');
  }
  if (token !== 'array' && token !== 'string' && token !== 'number') {
    refuse('Value of anything-but must be an array or single string/number value.');
  }
  if (token === 'array') checkExcepted(reader, inner);
  else if (inner !== undefined) checkPattern(inner, token, reader.text());
  else if (token === 'number') checkNumber(reader.text());
  expectNext(reader, 'object end', tooManyElements);
  if (inner !== undefined) expectNext(reader, 'object end', tooManyElements);
}

function checkPattern(operator: string, token: Token, text: string): void {
  if (token !== 'string') {
    if (operator === 'equals-ignore-case') {
      refuse('Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.');
    }
    refuse(`${operator === 'wildcard' ? 'wildcard' : 'prefix/suffix'} match pattern must be a string`);
  }
  if (operator === 'wildcard') checkWildcard(text);
  if ((operator === 'prefix' || operator === 'suffix') && text === '')
    refuse('Null prefix/suffix not allowed');
}

/** The list of `anything-but`: texts or numbers, not both. */
function checkExcepted(reader: JsonReader, inner: string | undefined): void {
  const kinds = new Set<Token>();
  for (let token = reader.next(); token !== 'array end'; token = reader.next()) {
    if (inner !== undefined) {
      checkPattern(inner, token, token === 'string' ? reader.text() : '');
      continue;
    }
    if (token !== 'string' && token !== 'number') {
      refuse('Inside anything but list, start|null|boolean is not supported.');
    }
    kinds.add(token);
    if (token === 'number') checkNumber(reader.text());
  }
  if (inner === undefined && kinds.size !== 1) {
    refuse('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
}
