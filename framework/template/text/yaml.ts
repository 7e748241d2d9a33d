import {
  type CST,
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Parser,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { pointer, put, scalarText, TemplateError, type Value, type ValueMap } from '../template';
import { reindented } from './flow';
import { depthMax, Lines, valuesMax, type Source } from './source';
import { functionOfTag, longArgument } from './tags';

/** Whether `*alias` is refused, as CloudFormation does, or written out, as `aws cloudformation package` does. */
export type Aliases = 'refuse' | 'expand';

/**
 * Reads a template written in YAML, short tags written out, with the line and column of every member.
 *
 * Numbers that would lose something on the way (an account id with a leading zero, `1.0`) keep their text.
 */
export function readYaml(source: string, file: string, aliases: Aliases): Source {
  const { text, tokens, padding } = reindented(source, (one) => [...new Parser().parse(one)]);
  const lines = new Lines(text, file, padding);
  checkDepth(tokens, lines);
  const composer = new Composer({ logLevel: 'silent', uniqueKeys: false, prettyErrors: false, merge: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  const error = document?.errors.find((one) => !tolerated.test(one.message));
  if (error !== undefined) throw lines.malformed('YAML', error.pos[0], firstLine(error.message));
  if (second !== undefined) throw lines.malformed('YAML', second.range[0], 'a template is one YAML document');
  if (document === undefined) return { value: null, places: {}, literals: {} };
  return new YamlReader(document, lines, aliases).read();
}

/** CloudFormation's parser takes a comment right after a closing quote. */
const tolerated = /^Comments must be separated from other tokens/;

function firstLine(message: string): string {
  return message.split('\n', 1).join('');
}

/** Composing recurses, so that deep nesting has to be found before, on the parser's own tokens. */
function checkDepth(tokens: readonly CST.Token[], lines: Lines): void {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > depthMax)
      throw lines.malformed('YAML', token.offset, `nested deeper than ${depthMax} levels`);
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if ('key' in item && item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
}

class YamlReader {
  private readonly path: (string | number)[] = [];
  private readonly places: Source['places'] = {};
  private readonly literals: Source['literals'] = {};
  /** Anchored nodes by name; the library's own look-up walks the document for each alias. */
  private readonly anchors = new Map<string, Node>();
  private count = 0;
  private expanding = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: Lines,
    private readonly aliases: Aliases,
  ) {}

  read(): Source {
    return { value: this.value(this.document.contents), places: this.places, literals: this.literals };
  }

  private value(node: unknown): Value {
    if (isAlias(node)) return this.alias(node);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
    this.count++;
    if (this.count > valuesMax)
      this.fail(node, `more than ${valuesMax} values once its aliases are written out`);
    if (this.path.length > depthMax) this.fail(node, `nested deeper than ${depthMax} levels`);
    this.mark(node);
    if (node.anchor !== undefined && this.expanding === 0) this.anchors.set(node.anchor, node);
    const name =
      node.tag === undefined || node.tag.startsWith('tag:') ? undefined : this.tagged(node, node.tag);
    if (name === undefined) return this.plain(node);
    this.path.push(name);
    const argument = longArgument(name, this.plain(node));
    this.path.pop();
    return { [name]: argument };
  }

  private tagged(node: Node, tag: string): string | undefined {
    if (tag === '!') return undefined;
    const name = functionOfTag(tag);
    if (name === undefined) this.fail(node, `${tag} is not a tag of CloudFormation`);
    return name;
  }

  private plain(node: Node): Value {
    if (isMap(node)) return this.map(node);
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        this.path.push(index);
        const value = this.value(item);
        this.path.pop();
        return value;
      });
    }
    if (!isScalar(node)) return null;
    if (node.type === 'BLOCK_LITERAL' && this.expanding === 0) {
      const [header] = this.lines.at(offsetOf(node));
      this.literals[pointer(this.path)] = header + 1;
    }
    return scalar(node);
  }

  private map(node: YAMLMap): ValueMap {
    const map: ValueMap = {};
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const name = this.name(pair.key);
      if (name === '<<' && this.aliases === 'expand') {
        this.merge(map, pair.value);
        continue;
      }
      this.path.push(name);
      // A member that stands twice counts as it stands last, as at CloudFormation.
      if (this.expanding === 0) this.places[pointer(this.path)] = this.lines.at(offsetOf(pair.key));
      put(map, name, this.value(pair.value));
      this.path.pop();
    }
    return map;
  }

  /** `<<: *defaults`: what the mapping says itself wins. */
  private merge(map: ValueMap, source: unknown): void {
    const values = this.value(source);
    for (const one of Array.isArray(values) ? values : [values]) {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) continue;
      for (const [name, value] of Object.entries(one)) {
        if (!Object.hasOwn(map, name)) put(map, name, value);
      }
    }
  }

  private alias(node: { range?: [number, number, number] | null; source: string }): Value {
    const place = this.lines.place(offsetOf(node));
    if (this.aliases === 'refuse') {
      throw new TemplateError('Template error: YAML aliases are not allowed in CloudFormation templates', {
        place,
        hint: `*${node.source} has to be written out; \`aws cloudformation package\` does so`,
      });
    }
    const target = this.anchors.get(node.source);
    if (target === undefined) this.fail(node, `*${node.source} has no anchor before it`);
    this.expanding++;
    const value = this.value(target);
    this.expanding--;
    return value;
  }

  private name(key: unknown): string {
    if (isScalar(key)) return key.source ?? String(key.value);
    if (isAlias(key)) return scalarText(this.alias(key)) ?? '';
    throw this.lines.malformed('YAML', offsetOf(key), 'a member name has to be a string');
  }

  /** Keeps the first place of a path: the member's name, where it has one, and else the value's start. What an alias
   * stands for is placed at the alias. */
  private mark(node: Node): void {
    if (this.expanding > 0) return;
    const key = pointer(this.path);
    if (!Object.hasOwn(this.places, key)) this.places[key] = this.lines.at(offsetOf(node));
  }

  private fail(node: unknown, reason: string): never {
    throw this.lines.malformed('YAML', offsetOf(node), reason);
  }
}

/** What YAML 1.1, which CloudFormation reads, takes for booleans besides `true` and `false`. */
const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

function scalar(node: Scalar): Value {
  const { value, source, type } = node;
  if (node.tag === '!') return String(value);
  if (typeof value === 'string') return type === 'PLAIN' ? (oldBooleans.get(value) ?? value) : value;
  if (value === null || typeof value === 'boolean') return value;
  // Account ids (012345678901), versions (1.0) and hexadecimal numbers mean their text.
  if (typeof value === 'number' && String(value) === source) return value;
  return source ?? JSON.stringify(value) ?? '';
}

function offsetOf(node: unknown): number {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return 0;
  return typeof node.range[0] === 'number' ? node.range[0] : 0;
}
