/** Source files as tidy looks at them: text, syntax tree, imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from '@swc/core';

export const root = join(__dirname, '../..');

export interface Import {
  /** As written: './queues', 'node:fs'. */
  specifier: string;
  /** The file it means, from the project's root; undefined for packages and built-ins. */
  file: string | undefined;
  isTypeOnly: boolean;
  line: number;
}

/** A node of the syntax tree; which members it has depends on its type. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [member: string]: unknown;
}

/** A node on the way down, with what is above it. */
export interface Visit {
  node: Node;
  parent: Node | undefined;
  /** The member of the parent that holds it. */
  role: string;
  /** Whether it is part of a type, which is gone at run time. */
  inType: boolean;
}

export interface Source {
  /** From the project's root, with slashes. */
  path: string;
  text: string;
  lines: string[];
  visits: Visit[];
  imports: Import[];
  lineOf(node: Node): number;
  lastLineOf(node: Node): number;
}

/** Every file below the folders, sorted; what is installed or built aside. */
export function filesBelow(...folders: string[]): string[] {
  const left = folders.map((folder) => join(root, folder)).filter(existsSync);
  const files: string[] = [];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) files.push(relative(root, path).replaceAll('\\', '/'));
      else if (entry.name !== 'node_modules' && entry.name !== 'dist') left.push(path);
    }
  }
  return files.toSorted();
}

export function readSource(path: string): Source {
  return parseSource(path, readFileSync(join(root, path), 'utf8'));
}

export function parseSource(path: string, text: string): Source {
  const bytes = Buffer.from(text);
  const starts = [0];
  for (const [at, byte] of bytes.entries()) if (byte === 10) starts.push(at + 1);
  const lineAt = (offset: number) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
  const lineOf = (node: Node) => lineAt(node.start);
  const visits = visitsOf(parseSync(text, { syntax: 'typescript' }));
  return {
    path,
    text,
    lines: text.split('\n'),
    visits,
    imports: visits.flatMap((visit) => importsOf(visit, path, lineOf)),
    lineOf,
    lastLineOf: (node) => lineAt(node.end - 1),
  };
}

/** All nodes, each before what it holds. */
function visitsOf(module: unknown): Visit[] {
  const visits: Visit[] = [];
  const visit = (value: unknown, parent: Node | undefined, role: string, inType: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, parent, role, inType);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = nodeOf(value);
    const isPart = node === undefined;
    if (!isPart) visits.push({ node, parent, role, inType });
    for (const [member, below] of Object.entries(value)) {
      const isExpression = member === 'expression' || member === 'init';
      const isType = !isPart && /^Ts(?!ParameterProperty|Enum|Module)/.test(node.type) && !isExpression;
      visit(below, node ?? parent, isPart ? `${role}.${member}` : member, inType || isType);
    }
  };
  visit(module, undefined, '', false);
  return visits;
}

function nodeOf(value: object): Node | undefined {
  if (!('type' in value) || typeof value.type !== 'string' || !('span' in value)) return undefined;
  const { span } = value;
  if (typeof span !== 'object' || span === null || !('start' in span) || !('end' in span)) return undefined;
  // The parser counts bytes from 1.
  return { ...value, type: value.type, start: Number(span.start) - 1, end: Number(span.end) - 1 };
}

/** The text of a string literal or of an identifier. */
export function valueOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('value' in node)) return undefined;
  return typeof node.value === 'string' ? node.value : undefined;
}

function importsOf({ node, inType }: Visit, path: string, lineOf: (node: Node) => number): Import[] {
  const specifier = specifierOf(node);
  if (specifier === undefined) return [];
  const isTypeOnly =
    inType || node.type === 'TsImportType' || node['typeOnly'] === true || hasOnlyTypes(node);
  return [{ specifier, file: resolved(path, specifier), isTypeOnly, line: lineOf(node) }];
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return valueOf(node['source']);
    case 'TsImportType':
      return valueOf(node['argument']);
    case 'CallExpression': {
      const { callee, arguments: args } = node;
      const isImport =
        typeof callee === 'object' && callee !== null && 'type' in callee && callee.type === 'Import';
      if (!isImport && valueOf(callee) !== 'require') return undefined;
      const [first]: unknown[] = Array.isArray(args) ? args : [];
      return typeof first === 'object' && first !== null && 'expression' in first
        ? literalOf(first.expression)
        : undefined;
    }
    default:
      return undefined;
  }
}

function literalOf(node: unknown): string | undefined {
  const isLiteral =
    typeof node === 'object' && node !== null && 'type' in node && node.type === 'StringLiteral';
  return isLiteral ? valueOf(node) : undefined;
}

/** `import { type A }` loads nothing of use either. */
function hasOnlyTypes({ specifiers }: Node): boolean {
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every(
    (one: unknown) =>
      typeof one === 'object' && one !== null && 'isTypeOnly' in one && one.isTypeOnly === true,
  );
}

function resolved(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = posix.join(dirname(path), specifier);
  const candidates = [base, `${base}.ts`, `${base}/index.ts`];
  return candidates.find((file) => /\.\w+$/.test(file) && existsSync(join(root, file))) ?? `${base}.ts`;
}
