/** A value as a template holds it: what JSON can say, nothing else. */
export type Value = null | boolean | number | string | Value[] | ValueMap;

/** A mapping of a template. Keys are the user's: read with `own`, write with `put`, never with a bare index. */
export interface ValueMap {
  [key: string]: Value;
}

/** Where something stands in a template file; line and column count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** The way to a value: section, logical id, property, list index … */
export type Path = readonly (string | number)[];

/** A parsed template: its sections, still unresolved, and the place of every member. */
export interface Template {
  file: string;
  /** The whole body as plain data, short tags written out (`!Ref x` is `{ Ref: 'x' }`). */
  body: ValueMap;
  description: string | undefined;
  metadata: ValueMap;
  parameters: ValueMap;
  mappings: ValueMap;
  conditions: ValueMap;
  rules: ValueMap;
  /** By logical id, in the order of the text. */
  resources: ValueMap;
  outputs: ValueMap;
  /** Names of the macros to run, `AWS::LanguageExtensions` among them. */
  transforms: string[];
  /** Line and column by JSON pointer (`/Resources/Queue/Properties`); ask with `placeOf`. */
  places: Record<string, readonly [line: number, column: number]>;
  /** The first line of each literal block (`ZipFile: |`), by JSON pointer: so code in a template is found. */
  literals: Record<string, number>;
}

/** How CloudFormation names the failure; `StormNotEmulated` is ours, for what AWS would have taken. */
export type TemplateErrorCode = 'ValidationError' | 'StormNotEmulated';

/**
 * A template or its parameters are wrong; the message is AWS's own and nothing else.
 *
 * Where it is and what to do about it stand apart in `place` and `hint`, so that a command can print
 * `file:line:column` and an API answer can carry AWS's words only.
 */
export class TemplateError extends Error {
  readonly awsMessage: string;
  readonly code: TemplateErrorCode;
  readonly place?: Place;
  readonly hint?: string;

  constructor(
    awsMessage: string,
    more: { place?: Place | undefined; hint?: string; code?: TemplateErrorCode } = {},
  ) {
    super(awsMessage);
    this.name = 'TemplateError';
    this.awsMessage = awsMessage;
    this.code = more.code ?? 'ValidationError';
    if (more.place !== undefined) this.place = more.place;
    if (more.hint !== undefined) this.hint = more.hint;
  }
}

/** The refusal of what CloudFormation would take and this emulation does not do yet; never half done instead. */
export function notEmulated(what: string, place: Place | undefined, hint: string): TemplateError {
  return new TemplateError(`STORM_NOT_EMULATED ${what}`, { code: 'StormNotEmulated', place, hint });
}

/** Whether a value is a mapping. */
export function isMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member of a mapping by its own key; names such as `constructor` are no more than names. */
export function own(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets a member; `__proto__` becomes a member like any other instead of the object's prototype. */
export function put<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else map[key] = value;
}

/** The text of a string, number or boolean as CloudFormation passes it on; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A path as a JSON pointer, the form in which CloudFormation names places in its messages. */
export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The place of a path, or of its nearest ancestor that exists in the text. */
export function placeOf(template: Pick<Template, 'file' | 'places'>, path: Path): Place | undefined {
  for (let length = path.length; length >= 0; length--) {
    const key = pointer(path.slice(0, length));
    const found = Object.hasOwn(template.places, key) ? template.places[key] : undefined;
    if (found !== undefined) return { file: template.file, line: found[0], column: found[1] };
  }
  return undefined;
}
