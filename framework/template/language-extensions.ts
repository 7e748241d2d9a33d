import { evaluate, type ParameterValues, type ResourceReading, type StackContext } from './functions/resolve';
import { templateOf } from './parse';
import {
  isMap,
  own,
  placeOf,
  pointer,
  put,
  scalarText,
  TemplateError,
  type Path,
  type Template,
  type Value,
  type ValueMap,
} from './template';

/** What the collections of loops are computed from. */
export interface LoopValues {
  context: StackContext;
  parameters: ParameterValues;
}

/**
 * Sections in which loops may stand:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
const sections = ['Conditions', 'Resources', 'Outputs'];
const loop = 'Fn::ForEach::';

/** Members that loops may make in all; the quotas on the result are checked after, this only bounds the work. */
const membersMax = 20_000;

type Bindings = Readonly<Record<string, string>>;

const policies = ['DeletionPolicy', 'UpdateReplacePolicy'];

/** Whether the template declares `AWS::LanguageExtensions` and has something that only its parameters settle. */
export function hasLoops(template: Template): boolean {
  if (!template.transforms.includes('AWS::LanguageExtensions')) return false;
  const computed = Object.values(template.resources).some(
    (resource) => isMap(resource) && policies.some((name) => isMap(own(resource, name))),
  );
  if (computed) return true;
  const open: Value[] = [template.body];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value);
    else if (isMap(value)) {
      if (Object.keys(value).some((name) => name.startsWith(loop))) return true;
      open.push(...Object.values(value));
    }
  }
  return false;
}

/**
 * Unrolls every `Fn::ForEach` of a template that declares `AWS::LanguageExtensions`, and works out the policies of
 * resources that are written as functions.
 *
 * A loop's identifier is put in where CloudFormation does: the names the loop makes (`${X}`, and `&{X}` without
 * what is neither letter nor digit), the text of `Fn::Sub`, and `Ref`. Other texts stay as they are.
 */
export function expandLoops(template: Template, values: LoopValues): Template {
  if (!hasLoops(template)) return template;
  const unroller = new Unroller(template, values);
  const body: ValueMap = {};
  for (const [name, value] of Object.entries(template.body)) {
    put(body, name, sections.includes(name) ? unroller.value(value, [name], [name], {}) : value);
  }
  const places = { ...template.places, ...unroller.places };
  return templateOf(template.file, { value: body, places, literals: template.literals });
}

class Unroller {
  /** Places of what the loops made: those of the loop's own text. */
  readonly places: Template['places'] = {};
  private made = 0;

  constructor(
    private readonly template: Template,
    private readonly values: LoopValues,
  ) {}

  /** `from` is the way in the text, `to` the way in the result. */
  value(value: Value, from: Path, to: Path, bindings: Bindings): Value {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.value(item, [...from, index], [...to, index], bindings));
    }
    if (!isMap(value)) return value;
    const [name, ...others] = Object.keys(value);
    const argument = name === undefined || others.length > 0 ? undefined : value[name];
    if (name === 'Ref' && typeof argument === 'string') {
      return Object.hasOwn(bindings, argument) ? (bindings[argument] ?? null) : value;
    }
    if (name === 'Fn::Sub' && argument !== undefined)
      return { [name]: this.sub(argument, from, to, bindings) };
    if ((name === 'Ref' || name === 'Fn::GetAtt') && argument !== undefined) {
      return { [name]: literal(this.value(argument, [...from, name], [...to, name], bindings)) };
    }
    return this.members(value, from, to, bindings);
  }

  private members(map: ValueMap, from: Path, to: Path, bindings: Bindings): ValueMap {
    const result: ValueMap = {};
    for (const [name, member] of Object.entries(map)) {
      const at = [...from, name];
      if (name.startsWith(loop)) this.unroll(member, at, to, bindings, result);
      else {
        const value = this.value(member, at, [...to, name], bindings);
        put(result, name, this.settled(name, value, at));
      }
    }
    return result;
  }

  /** Members that are names or policies hold no functions in the end. */
  private settled(name: string, value: Value, path: Path): Value {
    if (name === 'Condition' || name === 'DependsOn') return literal(value);
    return policies.includes(name) && path.length === 3 && isMap(value) ? this.resolved(value, path) : value;
  }

  private resolved(value: Value, path: Path): Value {
    const { template, values } = this;
    const environment = { ...values, conditions: {}, resources: nothingExists };
    const resolved = evaluate(value, {
      template,
      environment,
      scope: 'conditions',
      path,
      condition: () => false,
    });
    return resolved ?? null;
  }

  private sub(argument: Value, from: Path, to: Path, bindings: Bindings): Value {
    if (typeof argument === 'string') return filledIn(argument, bindings, '$');
    if (!Array.isArray(argument)) return argument;
    const [text, ...rest] = argument;
    const values = rest.map((item, index) =>
      this.value(item, [...from, index + 1], [...to, index + 1], bindings),
    );
    return [typeof text === 'string' ? filledIn(text, bindings, '$') : (text ?? null), ...values];
  }

  private unroll(definition: Value, from: Path, to: Path, bindings: Bindings, result: ValueMap): void {
    const [identifier, collection, fragment] =
      Array.isArray(definition) && definition.length === 3 ? definition : [];
    if (typeof identifier !== 'string' || collection === undefined || !isMap(fragment)) {
      this.fail(
        'Fn::ForEach layout is incorrect',
        from,
        'a loop is [identifier, collection, { name: value }]',
      );
    }
    for (const item of this.collection(collection, [...from, 1], bindings)) {
      const bound = { ...bindings, [identifier]: item };
      for (const [name, member] of Object.entries(fragment)) {
        const at = [...from, 2, name];
        if (name.startsWith(loop)) this.unroll(member, at, to, bound, result);
        else this.add(filledIn(name, bound, '$&'), member, at, to, bound, result);
      }
    }
  }

  private add(name: string, member: Value, from: Path, to: Path, bindings: Bindings, result: ValueMap): void {
    this.made++;
    if (this.made > membersMax)
      this.fail('Fn::ForEach layout is incorrect', from, `loops make more than ${membersMax} members`);
    if (Object.hasOwn(result, name)) {
      this.fail(
        'Fn::ForEach layout is incorrect',
        from,
        `${name} is made twice; the name needs the loop's identifier in it`,
      );
    }
    const path = [...to, name];
    const place = placeOf(this.template, from);
    if (place !== undefined) this.places[pointer(path)] = [place.line, place.column];
    put(result, name, this.value(member, from, path, bindings));
  }

  private collection(value: Value, path: Path, bindings: Bindings): string[] {
    const items = this.resolved(this.value(value, path, path, bindings), path);
    const texts = Array.isArray(items) ? items.flat().map(scalarText) : [undefined];
    const known = texts.filter((text) => text !== undefined);
    if (known.length === texts.length) return known;
    return this.fail('Could not find a collection or could not be resolved for Fn::ForEach', path);
  }

  private fail(reason: string, path: Path, hint?: string): never {
    const words = `Transform AWS::LanguageExtensions failed with: ${reason}`;
    const place = placeOf(this.template, path);
    throw new TemplateError(words, hint === undefined ? { place } : { place, hint });
  }
}

/** What functions see where no resource can exist yet. */
export const nothingExists: ResourceReading = {
  ref: () => undefined,
  att: () => undefined,
  importValue: (name) => {
    throw new TemplateError(
      `Transform AWS::LanguageExtensions failed with: Fn::ImportValue ${name} cannot be resolved`,
    );
  },
  stackOutput: ({ stackName }) => {
    throw new TemplateError(
      `Transform AWS::LanguageExtensions failed with: Fn::GetStackOutput of ${stackName} cannot be resolved`,
    );
  },
};

/** Puts items into a text; `signs` says which of `${X}` and `&{X}` count. */
function filledIn(text: string, bindings: Bindings, signs: string): string {
  return text.replaceAll(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sign: string, name: string) => {
    const item = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (item === undefined || !signs.includes(sign)) return whole;
    return sign === '&' ? item.replaceAll(/[^A-Za-z0-9]/g, '') : item;
  });
}

/** Names of resources may be written `!Sub Bucket${X}` inside loops; where nothing is left to put in they are names. */
function literal(value: Value): Value {
  if (Array.isArray(value)) return value.map(literal);
  const text = isMap(value) && Object.keys(value).length === 1 ? own(value, 'Fn::Sub') : undefined;
  return typeof text === 'string' && !text.includes('${') ? text : value;
}
