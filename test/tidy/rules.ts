/** What source code of ours may not say, each with what to use instead. */
import { valueOf, type Node, type Source, type Visit } from './source';

interface Rule {
  name: string;
  /** Paths it speaks for. */
  covers(path: string): boolean;
  /** Whether this node breaks it: what is wrong and what to use instead. */
  judge(visit: Visit, source: Source): string | undefined;
}

const host = 'framework/services/lambda/host/';
const inFramework = (path: string) => path.startsWith('framework/');
/** The realm is what turns the machine's promises into the kernel's. */
const realm = ['framework/kernel/realm.ts', 'framework/kernel/pool-jobs.ts'];
const isSynchronous = (path: string) =>
  /^framework\/(kernel|cloud|services)\//.test(path) && !path.startsWith(host) && !realm.includes(path);
/** The kernel holds all time and chance; the host runs in real time, and its worker makes virtual what handlers see. */
const isBound = (path: string) =>
  inFramework(path) && !path.startsWith('framework/kernel/') && !path.startsWith(host);

/** Uses that are meant, by file and name. */
export const meant: { readonly [fileAndName: string]: string } = {
  'framework/backends/localstack/environment.ts process.env':
    'a token is given in the environment, and testcontainers is told there',
};

const clock = 'use call.nowMs, call.date() or world.nowMs';
const later = 'use call.later() or world.timers; for real time `real` of the kernel';
const chance = 'use call.random(label) or world.chance';

/** Members of globals: `Date.now`. */
const bannedMembers: readonly (readonly [RegExp, string])[] = [
  [/^Date\.now$/, clock],
  [/^performance\./, clock],
  [/^Math\.random$/, chance],
  [/^(crypto|webcrypto)\.(random\w*|getRandomValues)$/, chance],
  [/^process\.(hrtime|uptime)$/, clock],
  [/^process\.env$/, 'take it as an option'],
  [/^console\./, 'return a text, or write to the stream that the command got'],
  [/\.localeCompare$/, 'compare by < and >, or by utf8Ordered'],
  [/\.toLocale\w*$/, 'use toISOString, toLowerCase or a format of our own'],
];

/** Globals by themselves, and what is imported by these names. */
const bannedNames: readonly (readonly [RegExp, string])[] = [
  [/^(set|clear)(Timeout|Interval|Immediate)$/, later],
  [/^(queueMicrotask)$/, later],
  [/^performance$/, clock],
  [/^(randomUUID|randomBytes|randomInt|randomFill\w*|getRandomValues)$/, chance],
  [/^Intl$/, 'compare by < and >, and write formats of our own'],
  [/^console$/, 'return a text, or write to the stream that the command got'],
];

function bannedUse({ node, parent, role, inType }: Visit): readonly [string, string] | undefined {
  if (inType) return undefined;
  if (node.type === 'MemberExpression') return bannedMember(node);
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  if (isCall && valueOf(node['callee']) === 'Date') {
    const { arguments: args } = node;
    if (node.type === 'CallExpression') return ['Date()', clock];
    return Array.isArray(args) && args.length > 0 ? undefined : ['new Date()', clock];
  }
  if (node.type !== 'Identifier' || isName(parent, role)) return undefined;
  const name = valueOf(node) ?? '';
  const hint = bannedNames.find(([pattern]) => pattern.test(name))?.[1];
  return hint === undefined ? undefined : [name, hint];
}

function bannedMember(node: Node): readonly [string, string] | undefined {
  const [object = '', member = ''] = [valueOf(node['object']), valueOf(node['property'])];
  const banned: readonly (readonly [RegExp, string])[] =
    object === 'globalThis' ? bannedNames : bannedMembers;
  const name = `${object}.${member}`;
  const hint = banned.find(([pattern]) => pattern.test(object === 'globalThis' ? member : name))?.[1];
  return hint === undefined ? undefined : [name, hint];
}

/** Whether an identifier only names a member: `real.setTimeout`, `{ setTimeout: … }`; or is told with its member. */
function isName(parent: Node | undefined, role: string): boolean {
  if (role === 'key' || role.endsWith('.key')) return true;
  if (parent?.type !== 'MemberExpression') return false;
  return role === 'property' || bannedMember(parent) !== undefined;
}

function asynchronousUse({ node, role, parent, inType }: Visit): string | undefined {
  if (inType) return undefined;
  if (node['async'] === true || isAsyncMethod(node['function'])) return 'async';
  if (node.type === 'AwaitExpression' || node['isAwait'] === true) return 'await';
  if (node.type === 'Identifier' && valueOf(node) === 'Promise' && !isName(parent, role)) return 'Promise';
  if (node.type === 'MemberExpression' && valueOf(node['property']) === 'then') return '.then';
  return undefined;
}

function isAsyncMethod(method: unknown): boolean {
  return typeof method === 'object' && method !== null && 'async' in method && method.async === true;
}

const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);
const functionLinesMax = 60;

export const rules: readonly Rule[] = [
  {
    name: 'time, chance and surroundings come from the kernel',
    covers: isBound,
    judge(visit, { path }) {
      const use = bannedUse(visit);
      return use === undefined || meant[`${path} ${use[0]}`] !== undefined
        ? undefined
        : `${use[0]}: ${use[1]}`;
    },
  },
  {
    name: 'the kernel, the cloud and its services are synchronous',
    covers: isSynchronous,
    judge(visit) {
      const use = asynchronousUse(visit);
      return use === undefined ? undefined : `${use}: answer at once, or use call.later() and call.park()`;
    },
  },
  {
    name: 'functions are short',
    covers: inFramework,
    judge({ node }, source) {
      if (!functions.has(node.type)) return undefined;
      const lines = source.lastLineOf(node) - source.lineOf(node) + 1;
      return lines > functionLinesMax
        ? `a function of ${lines} lines: divide it, ${functionLinesMax} are the most`
        : undefined;
    },
  },
  {
    name: 'the compiler is not silenced',
    covers: () => true,
    judge({ node }) {
      if (node.type === 'TsKeywordType' && node['kind'] === 'any') return 'any: use unknown and narrow it';
      if (node.type === 'TsNonNullExpression') return '!: handle the absent case';
      const { expression } = node;
      const isDouble =
        node.type === 'TsAsExpression' &&
        typeof expression === 'object' &&
        expression !== null &&
        'type' in expression &&
        expression.type === 'TsAsExpression';
      return isDouble ? 'as … as …: narrow the value, or correct its type' : undefined;
    },
  },
];

/** Everything in a source that breaks a rule. */
export function ruleProblems(source: Source, name?: string): string[] {
  const covering = rules.filter(
    (rule) => rule.covers(source.path) && (name === undefined || rule.name === name),
  );
  return source.visits.flatMap((visit) =>
    covering.flatMap((rule) => {
      const problem = rule.judge(visit, source);
      return problem === undefined ? [] : [`${source.path}:${source.lineOf(visit.node)} ${problem}`];
    }),
  );
}

const widthMax = 120;

/** Lines that are too long even without what can't be broken: texts, patterns, addresses of pages. */
export function longLines(source: Source): string[] {
  const literal = new Map<number, number>();
  const bytes = Buffer.from(source.text);
  const add = (line: number, length: number) => void literal.set(line, (literal.get(line) ?? 0) + length);
  for (const { node } of source.visits) {
    if (!['StringLiteral', 'TemplateElement', 'RegExpLiteral'].includes(node.type)) continue;
    const text = bytes.subarray(node.start, node.end).toString();
    for (const [index, part] of text.split('\n').entries()) add(source.lineOf(node) + index, part.length);
  }
  return source.lines.flatMap((line, index) => {
    const text = line.replace(/ \* @see https:\S+$/, '');
    return text.length - (literal.get(index + 1) ?? 0) > widthMax
      ? [`${source.path}:${index + 1} ${text.length} characters: ${widthMax} are the most, break the line`]
      : [];
  });
}
