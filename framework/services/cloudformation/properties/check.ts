import type { FileResource, FileShape, FileType } from '../schema/file';

/** What a text can't be judged by: it is not known yet, or stands elsewhere. */
const isOpen = (text: string): boolean => text.includes(unknown) || text.includes('{{resolve:');

/** Stands in texts for what is not known before resources exist; no template can hold this character. */
export const unknown = '\u0000';

/** Properties as CloudFormation hands them on, and what it says against them. */
export interface CheckedProperties {
  properties: Record<string, unknown>;
  /** `#/Timeout: expected type: Integer, found: String`, in CloudFormation's order. */
  violations: string[];
}

interface Checker {
  schema: FileResource;
  violations: string[];
}

const tag: FileShape = { p: { Key: 's', Value: 's' }, r: ['Key', 'Value'] };

/**
 * Checks resolved properties against what AWS publishes of the type, and turns scalars into what the type asks for
 * (`"60"` into 60) as CloudFormation does. Texts that hold `unknown` or a dynamic reference are not looked at.
 */
export function checkProperties(
  schema: FileResource,
  properties: Readonly<Record<string, unknown>>,
): CheckedProperties {
  const checker: Checker = { schema, violations: [] };
  return { properties: shape(checker, schema, properties, '#'), violations: checker.violations };
}

/** The order is the JSON schema validator's that CloudFormation uses: required, extraneous, then each property. */
function shape(
  checker: Checker,
  { p, r = [] }: FileShape,
  value: Readonly<Record<string, unknown>>,
  at: string,
): Record<string, unknown> {
  for (const name of r) {
    if (!Object.hasOwn(value, name)) checker.violations.push(`${at}: required key [${name}] not found`);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(p, name)) checker.violations.push(`${at}: extraneous key [${name}] is not permitted`);
  }
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(p, name) ? p[name] : undefined;
    if (type !== undefined) result[name] = check(checker, type, member, `${at}/${name}`);
  }
  return result;
}

function check(checker: Checker, type: FileType, value: unknown, at: string): unknown {
  if (typeof value === 'string' && isOpen(value)) return value;
  if (typeof type === 'object') return checkComposite(checker, type, value, at);
  switch (type) {
    case 'j':
      return value;
    case 't':
      return isObject(value) ? shape(checker, tag, value, at) : wrongType(checker, 'JSONObject', value, at);
    case 's':
      return textOf(value) ?? wrongType(checker, 'String', value, at);
    case 'b':
      return booleanOf(value) ?? wrongType(checker, 'Boolean', value, at);
    case 'i':
      return numberOf(type, value) ?? wrongType(checker, 'Integer', value, at);
    default:
      return numberOf(type, value) ?? wrongType(checker, 'Number', value, at);
  }
}

function checkComposite(
  checker: Checker,
  type: Exclude<FileType, string>,
  value: unknown,
  at: string,
): unknown {
  if ('e' in type) {
    const text = textOf(value);
    if (text === undefined) return wrongType(checker, 'String', value, at);
    if (!type.e.includes(text))
      checker.violations.push(`${at}: failed validation constraint for keyword [enum]`);
    return text;
  }
  if ('u' in type) return checkUnion(checker, type.u, value, at);
  if ('l' in type) {
    if (!Array.isArray(value)) return wrongType(checker, 'JSONArray', value, at);
    return value.map((item: unknown, index) => check(checker, type.l, item, `${at}/${index}`));
  }
  if (!isObject(value)) return wrongType(checker, 'JSONObject', value, at);
  if ('d' in type) {
    const definition = checker.schema.d?.[type.d];
    return definition === undefined ? value : shape(checker, definition, value, at);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, check(checker, type.m, member, `${at}/${name}`)]),
  );
}

function checkUnion(checker: Checker, types: readonly FileType[], value: unknown, at: string): unknown {
  for (const type of types) {
    const attempt: Checker = { schema: checker.schema, violations: [] };
    const result = check(attempt, type, value, at);
    if (attempt.violations.length === 0) return result;
  }
  checker.violations.push(`${at}: #: no subschema matched out of the total ${types.length} subschemas`);
  return value;
}

function wrongType(checker: Checker, expected: string, value: unknown, at: string): unknown {
  checker.violations.push(`${at}: expected type: ${expected}, found: ${className(value)}`);
  return value;
}

/** The Java class that the validator names. */
function className(value: unknown): string {
  if (Array.isArray(value)) return 'JSONArray';
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'boolean':
      return 'Boolean';
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'Double';
    default:
      return value === null ? 'Null' : 'JSONObject';
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** As templates write it: `true`, `"True"`, `"TRUE"`. */
function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' && /^(true|True|TRUE|false|False|FALSE)$/.test(value) ? value : '';
  return text === '' ? undefined : text.toLowerCase() === 'true';
}

function numberOf(type: 'i' | 'n', value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value);
  const number = typeof value === 'number' ? value : isNumeric ? Number(value) : undefined;
  return number === undefined || (type === 'i' && !Number.isInteger(number)) ? undefined : number;
}
