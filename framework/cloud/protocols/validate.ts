import type { Member, ServiceModel, Shape } from '../models/model';
import { isRecord } from './own-keys';
import { onTheWire } from './services-on-the-wire';
import { plainText } from './text-values';
import { wireError, type WireError } from './wire-error';

type Check = (value: unknown, path: string, found: string[]) => void;

const checks = new WeakMap<Shape, Check>();

/**
 * Checks an input against the model's constraints and says all that it finds in AWS's words.
 *
 * Undefined when nothing is wrong, and for the services that check in words of their own (S3, SQS). A pattern
 * must match the whole value and the lengths of strings count UTF-16 units, as in AWS's framework. Source:
 * aws-behaviour.md 0.
 */
export function validate(
  model: ServiceModel,
  operation: string,
  input: Record<string, unknown>,
): WireError | undefined {
  const code = onTheWire(model.service).validationCode;
  const name = model.operation(operation)?.input;
  if (code === undefined || name === undefined) return undefined;
  const found: string[] = [];
  checkOf(model, model.shape(name))(input, '', found);
  if (found.length === 0) return undefined;
  const invalid = found.map((text) => inOwnWords(model, text));
  if (invalid[0] !== undefined && !invalid.includes(undefined)) return wireError(code, invalid[0], 400);
  const count = `${found.length} validation error${found.length === 1 ? '' : 's'} detected`;
  return wireError(code, `${count}: ${found.join('; ')}`, 400);
}

/** A service's own words for one thing that was found, where it has some. */
function inOwnWords(model: ServiceModel, text: string): string | undefined {
  const [, member, constraint = ''] =
    /^Value(?: '.*')? at '(\w+)' failed to satisfy constraint: (.*)$/s.exec(text) ?? [];
  return member === undefined ? undefined : onTheWire(model.service).inOwnWords?.(member, constraint);
}

function checkOf(model: ServiceModel, shape: Shape): Check {
  const known = checks.get(shape);
  if (known !== undefined) return known;
  let made: Check | undefined;
  const first: Check = (value, path, found) => (made ??= makeCheck(model, shape))(value, path, found);
  checks.set(shape, first);
  return first;
}

function makeCheck(model: ServiceModel, shape: Shape): Check {
  switch (shape.type) {
    case 'structure':
      return structureCheck(model, shape);
    case 'list':
      return listCheck(model, shape);
    case 'map':
      return mapCheck(model, shape);
    default: {
      const constraints = constraintsOf(shape);
      return (value, path, found) => report(model, shape, value, path, constraints, found);
    }
  }
}

function structureCheck(model: ServiceModel, shape: Shape): Check {
  const required = new Set(shape.required);
  const { unchecked } = onTheWire(model.service);
  const members = [...shape.members.values()]
    .map((member) => ({
      name: member.name,
      path: lowerFirst(member.name),
      required: required.has(member.name),
      check: checkFor(model, member),
    }))
    .filter((member) => member.required || member.check !== undefined);
  return (value, path, found) => {
    if (!isRecord(value)) return;
    for (const member of members) {
      const inner = value[member.name];
      const at = path === '' ? member.path : `${path}.${member.path}`;
      if (inner !== undefined && inner !== null) {
        if (unchecked?.has(at) !== true) member.check?.(inner, at, found);
      } else if (member.required)
        found.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
    }
  };
}

/** AWS's framework prints members as Java fields: the first letter small, whatever follows (`sSESpecification`). */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The check of a member's shape; undefined for plain values without constraints, so that they cost nothing. */
function checkFor(model: ServiceModel, member: Member): Check | undefined {
  const shape = model.shape(member.shape);
  return isSimple(shape) && constraintsOf(shape).length === 0 ? undefined : checkOf(model, shape);
}

function isSimple(shape: Shape): boolean {
  return shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map';
}

function listCheck(model: ServiceModel, shape: Shape): Check {
  const own = constraintsOf(shape);
  const never = neverNull(model, shape);
  const element = shape.element === undefined ? undefined : model.shape(shape.element.shape);
  const simple = element !== undefined && isSimple(element);
  const each = simple ? constraintsOf(element) : [];
  const inner = element === undefined || simple ? undefined : checkOf(model, element);
  return (value, path, found) => {
    if (!Array.isArray(value)) return;
    report(model, shape, value, path, own, found);
    if (each.length > 0 && value.some((item: unknown) => !fits(each, item))) {
      found.push(
        failure(model, shape, value, path, `Member must satisfy constraint: [${texts(each)}${never}]`),
      );
    }
    if (inner === undefined) return;
    for (const [index, item] of value.entries()) inner(item, `${path}.${index + 1}.member`, found);
  };
}

function mapCheck(model: ServiceModel, shape: Shape): Check {
  const own = constraintsOf(shape);
  const never = neverNull(model, shape);
  const keys = shape.key === undefined ? [] : constraintsOf(model.shape(shape.key.shape));
  const valueShape = shape.value === undefined ? undefined : model.shape(shape.value.shape);
  const simple = valueShape !== undefined && isSimple(valueShape);
  const values = valueShape === undefined || valueShape.type === 'structure' ? [] : constraintsOf(valueShape);
  const inner = valueShape === undefined || simple ? undefined : checkOf(model, valueShape);
  return (value, path, found) => {
    if (!isRecord(value)) return;
    report(model, shape, value, path, own, found);
    const names = Object.keys(value);
    if (keys.length > 0 && names.some((name) => !fits(keys, name))) {
      found.push(
        failure(model, shape, value, path, `Map keys must satisfy constraint: [${texts(keys)}${never}]`),
      );
    }
    if (values.length > 0 && names.some((name) => !fits(values, value[name]))) {
      found.push(
        failure(model, shape, value, path, `Map value must satisfy constraint: [${texts(values)}${never}]`),
      );
      return;
    }
    if (inner !== undefined) for (const name of names) inner(value[name], `${path}.${name}.member`, found);
  };
}

/** One thing that AWS says a value must be, and whether it is. */
interface Constraint {
  text: string;
  holds: (value: unknown) => boolean;
}

const constraints = new WeakMap<Shape, Constraint[]>();

function constraintsOf(shape: Shape): Constraint[] {
  const known = constraints.get(shape);
  if (known !== undefined) return known;
  const made = makeConstraints(shape);
  constraints.set(shape, made);
  return made;
}

function makeConstraints(shape: Shape): Constraint[] {
  const out: Constraint[] = [];
  const numeric =
    shape.type === 'integer' || shape.type === 'long' || shape.type === 'float' || shape.type === 'double';
  const decimal = shape.type === 'float' || shape.type === 'double';
  const what = numeric ? 'value' : 'length';
  const size = numeric ? (value: unknown) => (typeof value === 'number' ? value : undefined) : lengthOf;
  const written = (bound: number): string =>
    decimal && Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
  const { max, min } = shape;
  if (max !== undefined) {
    out.push({
      text: `Member must have ${what} less than or equal to ${written(max)}`,
      holds: (value) => (size(value) ?? max) <= max,
    });
  }
  if (min !== undefined) {
    out.push({
      text: `Member must have ${what} greater than or equal to ${written(min)}`,
      holds: (value) => (size(value) ?? min) >= min,
    });
  }
  if (shape.pattern !== undefined) {
    const pattern = compilePattern(shape.pattern);
    if (pattern !== undefined) {
      const text = `Member must satisfy regular expression pattern: ${shape.pattern}`;
      out.push({ text, holds: (value) => typeof value !== 'string' || pattern.test(value) });
    }
  }
  if (shape.enum !== undefined) {
    const allowed = new Set(shape.enum);
    const text = `Member must satisfy enum value set: [${shape.enum.join(', ')}]`;
    out.push({ text, holds: (value) => typeof value !== 'string' || allowed.has(value) });
  }
  return out;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return isRecord(value) && !(value instanceof Date) ? Object.keys(value).length : undefined;
}

/** The models' patterns are Java's; undefined for one that JavaScript cannot compile (a test proves there is none). */
export function compilePattern(pattern: string): RegExp | undefined {
  const caseless = pattern.startsWith('(?i)');
  const source = pattern.replace(/^\(\?[is]\)/, '').replaceAll('\\p{Print}', '[\\x20-\\x7e]');
  // Without the u flag an escape such as \p{L} would mean something else without a word.
  for (const unicode of source.includes('\\p{') ? ['u'] : ['u', '']) {
    try {
      return new RegExp(`^(?:${source})$`, `s${unicode}${caseless ? 'i' : ''}`);
    } catch {
      // Some escapes are errors with the u flag and fine without.
    }
  }
  return undefined;
}

function fits(wanted: readonly Constraint[], value: unknown): boolean {
  return wanted.every((constraint) => constraint.holds(value));
}

function neverNull(model: ServiceModel, shape: Shape): string {
  return onTheWire(model.service).neverNull?.has(shape.name) === true ? ', Member must not be null' : '';
}

function texts(wanted: readonly Constraint[]): string {
  return wanted.map((constraint) => constraint.text).join(', ');
}

/** Reports a value's own failures; what a value looks like comes before how long it is, as DynamoDB has it. */
function report(
  model: ServiceModel,
  shape: Shape,
  value: unknown,
  path: string,
  wanted: readonly Constraint[],
  found: string[],
): void {
  for (let at = wanted.length - 1; at >= 0; at -= 1) {
    const constraint = wanted[at];
    if (constraint !== undefined && !constraint.holds(value))
      found.push(failure(model, shape, value, path, constraint.text));
  }
}

function failure(model: ServiceModel, shape: Shape, value: unknown, path: string, text: string): string {
  const { showsNoValues, unshown } = onTheWire(model.service);
  const isHidden = shape.sensitive || showsNoValues === true || unshown?.has(path) === true;
  const shown = isHidden ? 'Value' : `Value '${javaText(model, shape, value, 0)}'`;
  return `${shown} at '${path}' failed to satisfy constraint: ${text}`;
}

/** A value as Java prints it, which is how it stands in the message. */
function javaText(model: ServiceModel, shape: Shape, value: unknown, depth: number): string {
  if (value === undefined || value === null) return 'null';
  if (shape.sensitive && depth > 0) return '***Sensitive Data Redacted***';
  if (value instanceof Uint8Array)
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  if (value instanceof Date) return value.toISOString();
  const isDecimal = shape.type === 'double' || shape.type === 'float';
  if (isDecimal && typeof value === 'number' && Number.isInteger(value)) return value.toFixed(1);
  const inside = (member: Member | undefined, inner: unknown): string =>
    member === undefined ? plainText(inner) : javaText(model, model.shape(member.shape), inner, depth + 1);
  if (Array.isArray(value))
    return `[${value.map((item: unknown) => inside(shape.element, item)).join(', ')}]`;
  if (!isRecord(value)) return plainText(value);
  if (shape.type !== 'structure') {
    return `{${Object.keys(value)
      .map((key) => `${key}=${inside(shape.value, value[key])}`)
      .join(', ')}}`;
  }
  const members = [...shape.members.values()].map(
    (member) => `${lowerFirst(member.name)}=${inside(member, value[member.name])}`,
  );
  return `${shape.name}(${members.join(', ')})`;
}
