import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importProblems, importTable, keyOf } from './tidy/imports';
import { longLines, meant, ruleProblems, rules } from './tidy/rules';
import { filesBelow, parseSource, readSource, root, type Source } from './tidy/source';

const isSource = (path: string) => path.endsWith('.ts') && !path.endsWith('.d.ts');
const framework = filesBelow('framework').filter(isSource).map(readSource);
const others = filesBelow('test', 'scenarios', 'bench').filter(isSource).map(readSource);

/** More lines than a file should have, each with why it stays whole; 400 are the most in any case. */
const longFiles: { readonly [path: string]: string } = {
  'framework/cloud/service.ts': 'the whole contract of a service, read in one go',
  'framework/cloud/engine.ts': 'every step of a world goes through this one object',
};

/** Files that nothing imports, each with who uses it. */
const entries: { readonly [path: string]: string } = {
  'framework/program.ts': 'the program',
  'framework/services/lambda/host/worker/main.ts': 'the worker’s bundle',
};

test('imports go up the table only', () => {
  expect(framework.flatMap(importProblems)).toEqual([]);
});

test.each(rules.map(({ name }) => name))('%s', (name) => {
  const sources = name === 'the compiler is not silenced' ? [...framework, ...others] : framework;
  expect(sources.flatMap((source) => ruleProblems(source, name))).toEqual([]);
});

test('files are short: 300 lines, 400 where it is said why', () => {
  const problems = framework.flatMap(({ path, lines }) => {
    const count = lines.length - 1;
    const max = longFiles[path] === undefined ? 300 : 400;
    return count > max
      ? [`${path}:${count} ${count} lines: ${max} are the most, divide it by its nouns`]
      : [];
  });
  expect(problems).toEqual([]);
});

test('lines are short', () => {
  expect([...framework, ...others].flatMap(longLines)).toEqual([]);
});

test('every file is used', () => {
  const used = new Set<string>();
  const left = Object.keys(entries);
  const byPath = new Map(framework.map((source) => [source.path, source]));
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (used.has(path)) continue;
    used.add(path);
    left.push(...(byPath.get(path)?.imports ?? []).flatMap(({ file }) => (file === undefined ? [] : [file])));
  }
  const dead = framework.filter(({ path }) => !used.has(path));
  expect(dead.map(({ path }) => `${path}:1 is imported by nothing; use it or delete it`)).toEqual([]);
});

test('files are named by what they hold', () => {
  const vague = /(^|\/)(utils?|helpers?|common|managers?|misc|stuff|tmp)[^/]*(\.\w+)?(\/|$)/;
  const named = filesBelow('framework', 'scenarios', 'templates', 'test').filter((path) => vague.test(path));
  expect(
    named.map((path) => `${path}:1 says nothing of what it holds; name it by a noun of AWS or of ours`),
  ).toEqual([]);
});

/** Written in parts, so that this file does not break its own rules. */
const bannedTexts: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`\\b(${['TO-DO', 'FIX-ME', 'X-XX'].join('|').replaceAll('-', '')})\\b`),
    'do it, or open an issue',
  ],
  [
    new RegExp(['(^|[^\\w.*$}])', 'work', '(main|shared|\\.library)'].join('/')),
    'name no folder of one machine',
  ],
  [
    new RegExp(['@ts', '(ignore|expect-error|nocheck)|(ox|es)lint', 'disable(?!.* -- )'].join('-')),
    'correct the type or the code',
  ],
  [new RegExp(['\\b(test|it|describe|scenario)', '(skip|only|todo)\\b'].join('\\.')), 'run it, or delete it'],
];

test('nothing is put off, silenced, skipped or bound to one machine', () => {
  const texts = filesBelow('framework', 'test', 'scenarios', 'templates', 'docs', 'bench', '.github')
    .concat(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json', 'jest.config.js', 'build.mjs'])
    .filter((path) => /\.(ts|[mc]?js|md|ya?ml|py|html)$|package\.json$/.test(path));
  expect(texts.flatMap((path) => textProblems(path, read(path)))).toEqual([]);
});

function read(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    // Not every file of the list need be there.
    return '';
  }
}

function textProblems(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    bannedTexts.flatMap(([pattern, hint]) => {
      const found = pattern.exec(line)?.[0].trim();
      return found === undefined ? [] : [`${path}:${index + 1} ${found}: ${hint}`];
    }),
  );
}

test('exceptions are needed: each file that is listed breaks the rule it is excepted from', () => {
  const lengths = new Map(framework.map(({ path, lines }) => [path, lines.length - 1]));
  expect(Object.keys(longFiles).filter((path) => (lengths.get(path) ?? 0) <= 300)).toEqual([]);
  const files = new Set(framework.map(({ path }) => path));
  expect(Object.keys(entries).filter((path) => !files.has(path))).toEqual([]);
  const stale = Object.keys(meant).filter((key) => {
    const [path = '', name = ''] = key.split(' ');
    return !read(path).includes(name.replace(/^\./, ''));
  });
  expect(stale).toEqual([]);
});

const of = (path: string, text: string) => {
  const source: Source = parseSource(path, text);
  return [...importProblems(source), ...ruleProblems(source), ...longLines(source)].map((problem) =>
    problem.slice(path.length + 1),
  );
};

describe('the rules themselves', () => {
  const inService = (text: string) => of('framework/services/sqs/queues/queues.ts', text);

  test.each([
    [
      "import { x } from '../../s3/state';",
      '1 imports ../../s3/state; call the other service through call.ask()',
    ],
    [
      "import { x } from '../../../cloud/engine';",
      '1 imports ../../../cloud/engine; services/* may import kernel, template, cloud/service',
    ],
    [
      "import type { x } from '../../../cloud/engine';",
      '1 imports ../../../cloud/engine; services/* may import kernel, template, cloud/service',
    ],
    [
      "export * from '../../../faults';",
      '1 imports ../../../faults; services/* may import kernel, template, cloud/service',
    ],
    ["const x = require('node:fs');", '1 imports node:fs; services/* may use node:crypto'],
    ["import { createHash } from 'crypto';", '1 imports crypto; write node:crypto'],
    ["\nimport { SQS } from '@aws-sdk/client-sqs';", '2 imports @aws-sdk/client-sqs; use `import type`'],
    ["import { zipSync } from 'fflate';", '1 imports fflate; services/* may use no packages'],
    [
      "type T = import('../../s3/state').Bucket;",
      '1 imports ../../s3/state; call the other service through call.ask()',
    ],
  ])('an import that the table lacks is found: %#', (text, problem) => {
    expect(inService(text)).toEqual([problem]);
  });

  test.each([
    "import { a } from './state';",
    "import { b } from '../redrive';",
    "import { Table } from '../../../kernel';",
    "import { AwsError } from '../../../cloud/service';",
    "import type { SQS } from '@aws-sdk/client-sqs';",
    "import { type SQS } from '@aws-sdk/client-sqs';",
    "import { createHash } from 'node:crypto';",
  ])('an import that the table has is no problem: %s', (text) => {
    expect(inService(text)).toEqual([]);
  });

  test.each([
    ['const a = Date.now();', '1 Date.now: use call.nowMs'],
    ['const a = new Date();', '1 new Date(): use call.nowMs'],
    ['const a = new Date;', '1 new Date(): use call.nowMs'],
    ['const a = Date();', '1 Date(): use call.nowMs'],
    ['performance.now();', '1 performance.now: use call.nowMs'],
    ['\n\nsetTimeout(f, 1);', '3 setTimeout: use call.later()'],
    ['const f = setInterval;', '1 setInterval: use call.later()'],
    ['f(setImmediate);', '1 setImmediate: use call.later()'],
    ['globalThis.setTimeout(f);', '1 globalThis.setTimeout: use call.later()'],
    ['Math.random();', '1 Math.random: use call.random(label)'],
    ['crypto.randomUUID();', '1 crypto.randomUUID: use call.random(label)'],
    ["import { randomBytes } from 'node:crypto';", '1 randomBytes: use call.random(label)'],
    ['a.localeCompare(b);', '1 a.localeCompare: compare by < and >'],
    ['new Intl.NumberFormat();', '1 Intl: compare by < and >'],
    ['a.toLocaleString();', '1 a.toLocaleString: use toISOString'],
    ['const { HOME } = process.env;', '1 process.env: take it as an option'],
    ['console.log(1);', '1 console.log: return a text'],
    ['const f = async () => 1;', '1 async: answer at once'],
    ['class A { async m() { return 1; } }', '1 async: answer at once'],
    ['const p = Promise.resolve(1);', '1 Promise: answer at once'],
    ['p.then(f);', '1 .then: answer at once'],
    ['let a: any;', '1 any: use unknown'],
    ['const a = b!;', '1 !: handle the absent case'],
    ['const a = b as unknown as string;', '1 as … as …: narrow the value'],
    [`function f() {${'\n'.repeat(60)}}`, '1 a function of 61 lines'],
    [`const f = () => {${'\n'.repeat(60)}};`, '1 a function of 61 lines'],
    [`class A { m() {${'\n'.repeat(60)}} }`, '1 a function of 61 lines'],
    [`const a = ${'b + '.repeat(40)}c;`, '1 172 characters'],
  ])('what is banned is found: %#', (text, problem) => {
    const problems = inService(text);
    expect(problems).not.toEqual([]);
    for (const found of problems) expect(found.slice(0, problem.length)).toBe(problem);
  });

  test.each([
    'const a = new Date(call.nowMs);',
    'const a = new Date(0).toISOString();',
    'type P = Promise<string>;',
    'const f = (p: Promise<string>) => p;',
    'real.setTimeout(f);',
    'const a = { setTimeout: 1, performance: 2 };',
    'const a = b as const;',
    'const a = b as string;',
    `const a = '${'b'.repeat(200)}';`,
    `function f() {${'\n'.repeat(59)}}`,
    '// Date.now() in a comment',
    "const text = 'await Date.now()';",
  ])('what only looks like it is not: %#', (text) => {
    expect(inService(text)).toEqual([]);
  });

  test('a service with a row of its own may not import another service either', () => {
    const path = 'framework/services/s3/state.ts';
    expect(of(path, "import { a } from '../sqs/state';")).toEqual([
      '1 imports ../sqs/state; call the other service through call.ask()',
    ]);
  });

  test('the kernel and the function host may do what they are for', () => {
    expect(of('framework/kernel/realm.ts', 'const f = async () => setTimeout(await Date.now());')).toEqual(
      [],
    );
    expect(
      of('framework/services/lambda/host/pool.ts', 'const f = async () => setTimeout(Date.now());'),
    ).toEqual([]);
    expect(of('framework/kernel/world.ts', 'const f = async () => 1;')).toHaveLength(1);
  });

  test('each row of the table speaks for its folder', () => {
    expect(
      [
        'kernel/table.ts',
        'cloud/models/load.ts',
        'services/index.ts',
        'services/sqs/index.ts',
        'services/s3/index.ts',
        'services/lambda/host/worker/main.ts',
        'index.ts',
        'nowhere/x.ts',
      ].map((path) => keyOf(`framework/${path}`)),
    ).toEqual([
      'kernel',
      'cloud/models',
      'services/index',
      'services/*',
      'services/s3',
      'services/lambda/host',
      'index',
      undefined,
    ]);
    expect(Object.keys(importTable).filter((key) => key.endsWith('/'))).toEqual([]);
  });

  test('what is put off, skipped or bound to one machine is found', () => {
    const found = [
      ['TO', 'DO: later'].join(''),
      ['test', 'skip(1)'].join('.'),
      ['', 'work', 'shared', 'x'].join('/'),
      ['// @ts', 'ignore'].join('-'),
    ];
    expect(found.map((text) => textProblems('a.ts', text).length)).toEqual([1, 1, 1, 1]);
    expect(
      ['homework/main', 'todo list', 'framework/kernel'].flatMap((text) => textProblems('a.ts', text)),
    ).toEqual([]);
  });
});
