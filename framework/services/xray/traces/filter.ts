/**
 * Filter expressions: `service("api") { fault } AND responsetime > 5 AND annotation.order = "x"`.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/aws-xray-interface-console.html#xray-console-filters
 */
import { invalidRequest } from '../errors';
import type { XrayCall } from '../state';
import { tokensOf, type Token } from './filter-text';
import { isNode, rootOf, spanOf, textIn, walk, durationOf, type Node, type Trace } from './trace';

type Test = (trace: Trace) => boolean;
type Value = string | number | boolean;

const flags = ['error', 'fault', 'throttle'];
const comparisons: Readonly<Record<string, (found: Value, wanted: Value) => boolean>> = {
  '=': (found, wanted) => found === wanted,
  '!=': (found, wanted) => found !== wanted,
  '<': (found, wanted) => found < wanted,
  '<=': (found, wanted) => found <= wanted,
  '>': (found, wanted) => found > wanted,
  '>=': (found, wanted) => found >= wanted,
  contains: (found, wanted) => String(found).includes(String(wanted)),
  beginswith: (found, wanted) => String(found).startsWith(String(wanted)),
  endswith: (found, wanted) => String(found).endsWith(String(wanted)),
};

const isValue = (value: unknown): value is Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const inside = (node: Node, ...path: string[]): unknown =>
  path.reduce<unknown>((value, member) => (isNode(value) ? value[member] : undefined), node);

/** Where a keyword's values lie in segments. */
const paths: Readonly<Record<string, readonly string[]>> = {
  'http.status': ['http', 'response', 'status'],
  'http.url': ['http', 'request', 'url'],
  'http.method': ['http', 'request', 'method'],
  'http.useragent': ['http', 'request', 'user_agent'],
  'http.clientip': ['http', 'request', 'client_ip'],
  'aws.accountid': ['aws', 'account_id'],
  user: ['user'],
  name: ['name'],
  type: ['origin'],
};

const nodesOf = ({ segments }: Trace): Node[] => segments.flatMap((segment) => [...walk(segment)]);

function messages(node: Node): unknown[] {
  const exceptions = inside(node, 'cause', 'exceptions');
  return Array.isArray(exceptions)
    ? exceptions.map((each) => (isNode(each) ? each['message'] : undefined))
    : [];
}

function valuesOf(call: XrayCall, keyword: string, trace: Trace): Value[] {
  const [, annotation] = /^annotation(?:\.|\[)([^\]]+)\]?$/.exec(keyword) ?? [];
  if (annotation !== undefined) {
    return nodesOf(trace)
      .map((node) => inside(node, 'annotations', annotation))
      .filter(isValue);
  }
  if (keyword === 'duration') return [durationOf(trace)];
  if (keyword === 'responsetime')
    return [rootOf(trace)].flatMap((root) => (root === undefined ? [] : [spanOf(root)]));
  if (keyword === 'message') return nodesOf(trace).flatMap(messages).filter(isValue);
  const path = Object.hasOwn(paths, keyword) ? paths[keyword] : undefined;
  if (path === undefined) call.notEmulated(`xray: the keyword ${keyword} in filter expressions`);
  return trace.segments.map((segment) => inside(segment, ...path)).filter(isValue);
}

const hasFlag = (trace: Trace, flag: string): boolean =>
  trace.segments.some((segment) => segment[flag] === true);

const everyTrace: Test = () => true;

const isPartial = ({ segments }: Trace): boolean =>
  segments.some((segment) => segment['in_progress'] === true);

class Reader {
  private at = 0;

  constructor(
    private readonly call: XrayCall,
    private readonly tokens: readonly Token[],
  ) {}

  whole(): Test {
    const test = this.alternatives();
    if (this.at < this.tokens.length) throw invalidRequest('Invalid filter expression.');
    return test;
  }

  private alternatives(): Test {
    const tests = [this.conjunction()];
    while (this.takes('or')) tests.push(this.conjunction());
    return (trace) => tests.some((test) => test(trace));
  }

  private conjunction(): Test {
    const tests = [this.factor()];
    while (this.takes('and')) tests.push(this.factor());
    return (trace) => tests.every((test) => test(trace));
  }

  private factor(): Test {
    if (this.takes('!') || this.takes('not')) {
      const test = this.factor();
      return (trace) => !test(trace);
    }
    if (this.takes('(')) {
      const test = this.alternatives();
      this.expect(')');
      return test;
    }
    const { kind, value } = this.next();
    if (kind !== 'word') throw invalidRequest('Invalid filter expression.');
    const keyword = value.startsWith('annotation') ? value : value.toLowerCase();
    if (keyword === 'service') return this.service();
    if (keyword === 'edge' || keyword === 'group' || keyword === 'id') {
      return this.call.notEmulated(`xray: ${keyword}() in filter expressions`);
    }
    return this.comparison(keyword);
  }

  /** `service("name")` or `service()`, alone or with what must hold for the service's own segments. */
  private service(): Test {
    let name: string | undefined;
    if (this.takes('(')) {
      if (this.tokens[this.at]?.kind === 'text') name = this.next().value;
      this.expect(')');
    }
    let inner = everyTrace;
    if (this.takes('{')) {
      inner = this.alternatives();
      this.expect('}');
    }
    return ({ id, segments }) =>
      segments
        .filter((segment) => name === undefined || textIn(segment, 'name') === name)
        .some((segment) => inner({ id, segments: [segment] }));
  }

  private comparison(keyword: string): Test {
    const sign = this.tokens[this.at]?.value.toLowerCase() ?? '';
    const compare = Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
    const isFlag = flags.includes(keyword) || keyword === 'ok' || keyword === 'partial';
    const holds = (trace: Trace): boolean => {
      if (keyword === 'partial') return isPartial(trace);
      if (keyword === 'ok') return !flags.some((flag) => hasFlag(trace, flag));
      return hasFlag(trace, keyword);
    };
    if (compare === undefined) {
      if (isFlag) return holds;
      return (trace) => valuesOf(this.call, keyword, trace).length > 0;
    }
    this.at++;
    const wanted = this.value();
    if (isFlag) return (trace) => compare(holds(trace), wanted);
    return (trace) => valuesOf(this.call, keyword, trace).some((found) => compare(found, wanted));
  }

  private value(): Value {
    const { kind, value } = this.next();
    if (kind === 'number') return Number(value);
    if (kind === 'word' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    if (kind !== 'text') throw invalidRequest('Invalid filter expression.');
    return value;
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (token === undefined) throw invalidRequest('Invalid filter expression.');
    return token;
  }

  private takes(word: string): boolean {
    const token = this.tokens[this.at];
    if (token === undefined || token.kind === 'text' || token.value.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }

  private expect(word: string): void {
    if (!this.takes(word)) throw invalidRequest('Invalid filter expression.');
  }
}

/** Reads an expression; without one, every trace is meant. */
export function filterOf(call: XrayCall, expression = ''): Test {
  const tokens = tokensOf(expression);
  return tokens.length === 0 ? everyTrace : new Reader(call, tokens).whole();
}
