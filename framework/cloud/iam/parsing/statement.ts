import { readOperator } from '../conditions/index';
import { PolicyError, type PrincipalElement, type Statement } from '../policy';
import { invalidPrincipal, isPrincipalName, PRINCIPAL_TYPES } from './principal-names';
import { LEGACY, type Wording } from './wording';

const FIELDS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PAIRS = [
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;
const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One text or a list of texts, as a list. */
function readTexts(value: unknown, words: Wording): string[] {
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  return listed.map((text) => {
    if (typeof text !== 'string') throw new PolicyError(words.syntax);
    return text;
  });
}

/** Values of conditions may be numbers and booleans too. */
function readConditionValues(value: unknown, words: Wording): string[] {
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  return listed.map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw new PolicyError(words.syntax);
  });
}

function readConditionKeys(written: string, value: unknown, words: Wording): Record<string, string[]> {
  if (!isRecord(value)) throw new PolicyError(words.syntax);
  const use = readOperator(written);
  // An operator without keys asks for nothing, so IAM does not look what it is.
  if (use === undefined && Object.keys(value).length === 0) return {};
  if (use === undefined) throw new PolicyError(words.operator(written));
  const isValid = use.operator?.isValid ?? (() => true);
  return Object.fromEntries(
    Object.entries(value).map(([key, values]) => {
      const wanted = readConditionValues(values, words);
      if (!wanted.every(isValid)) throw new PolicyError(LEGACY);
      return [key, wanted];
    }),
  );
}

function readCondition(value: unknown, words: Wording): Record<string, Record<string, string[]>> {
  if (!isRecord(value)) throw new PolicyError(words.syntax);
  // Entries, not assignments: a key called `__proto__` is a condition like any other.
  return Object.fromEntries(
    Object.entries(value).map(([written, keys]) => [written, readConditionKeys(written, keys, words)]),
  );
}

function readPrincipal(value: unknown, words: Wording): PrincipalElement {
  if (value === '*') return '*';
  if (!isRecord(value)) throw new PolicyError('Principal must be a JSON object.');
  if (Object.keys(value).length === 0) {
    throw new PolicyError('Missing required field Principal cannot be empty!');
  }
  const names: PrincipalElement = {};
  for (const [type, listed] of Object.entries(value)) {
    const texts = readTexts(listed, words);
    const known = PRINCIPAL_TYPES.find((each) => each === type);
    const wrong = known === undefined ? texts[0] : texts.find((text) => !isPrincipalName(known, text));
    if (known === undefined || wrong !== undefined)
      throw new PolicyError(invalidPrincipal(type, wrong ?? ''));
    names[known] = texts;
  }
  return names;
}

function readEffect(value: unknown, words: Wording): Statement['Effect'] {
  if (value === undefined) throw new PolicyError(words.noEffect);
  if (typeof value !== 'string') throw new PolicyError(words.syntax);
  if (value === 'Allow' || value === 'Deny') return value;
  // An effect in other letters is read, and then refused by an older parser behind.
  if (/^(allow|deny)$/i.test(value)) throw new PolicyError(LEGACY);
  throw new PolicyError(words.effect(value));
}

/** Reads one statement, whatever kind of policy it stands in. */
export function readStatement(value: unknown, words: Wording): Statement {
  if (!isRecord(value)) throw new PolicyError(words.syntax);
  for (const field of Object.keys(value)) {
    if (!FIELDS.includes(field)) throw new PolicyError(words.unknownField(field));
  }
  for (const [one, other] of PAIRS) {
    if (value[one] !== undefined && value[other] !== undefined) throw new PolicyError(words.syntax);
  }
  const statement: Statement = { Effect: readEffect(value['Effect'], words) };
  for (const field of LISTS) {
    if (value[field] !== undefined) statement[field] = readTexts(value[field], words);
  }
  if (value['Sid'] !== undefined) {
    if (typeof value['Sid'] !== 'string') throw new PolicyError(words.syntax);
    statement.Sid = value['Sid'];
  }
  for (const field of ['Principal', 'NotPrincipal'] as const) {
    if (value[field] !== undefined) statement[field] = readPrincipal(value[field], words);
  }
  if (value['Condition'] !== undefined) statement.Condition = readCondition(value['Condition'], words);
  return statement;
}
