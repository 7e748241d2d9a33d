import { existsSync, globSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import type * as Vm from 'node:vm';
import { relative, resolve } from 'node:path';
import * as api from '../index';
import { StormError } from '../kernel';
import { onScenario, type ScenarioDefinition } from '../scenario/scenario';

/** Where scenarios are looked for, relative to the current folder. */
const scenarioFiles = 'scenarios/**/*.scenario.{ts,mts,js,mjs,cjs}';

/** Scenario files whose path or whose scenarios' titles hold the pattern; all without one. */
export async function loadScenarios(pattern?: string): Promise<ScenarioDefinition[]> {
  const files = globSync(scenarioFiles).sort();
  if (files.length === 0) {
    throw new StormError('STORM_NO_SCENARIO', `There are no scenario files here (${scenarioFiles}).`, {
      fix: 'run the command in the folder that holds scenarios/',
    });
  }
  const loaded: ScenarioDefinition[] = [];
  for (const file of files) loaded.push(...(await loadFile(file)));
  const chosen = loaded.filter(
    ({ title, file }) =>
      pattern === undefined || title.includes(pattern) || relative('.', file ?? '').includes(pattern),
  );
  if (chosen.length === 0) {
    throw new StormError('STORM_NO_SCENARIO', `No scenario's title or file holds '${pattern ?? ''}'.`, {
      fix: `the titles are:\n${loaded.map(({ title }) => `  ${title}`).join('\n')}`,
    });
  }
  return chosen;
}

/** The scenarios that one file tells. */
export async function loadFile(file: string): Promise<ScenarioDefinition[]> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new StormError('STORM_BAD_INPUT', `The scenario file '${file}' does not exist.`);
  const told: ScenarioDefinition[] = [];
  const stop = onScenario((definition) => void told.push({ ...definition, file: path }));
  try {
    evaluate(await bundle(path), path);
  } catch (cause) {
    if (cause instanceof StormError) throw cause;
    throw new StormError(
      'STORM_BAD_INPUT',
      `The scenario file '${file}' can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  } finally {
    stop();
  }
  return told;
}

/** One CommonJS text of the file and what it imports by relative path; packages stay outside. */
async function bundle(path: string): Promise<string> {
  // Loaded when first needed: it costs more than everything else at the start.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [
      {
        name: 'stormproof',
        // Also where a tsconfig leads the name elsewhere: there must be only one.
        setup: (api) =>
          api.onResolve({ filter: /^stormproof$/ }, () => ({ path: 'stormproof', external: true })),
      },
    ],
  });
  return outputFiles[0]?.text ?? readFileSync(path, 'utf8');
}

/** Runs the text as if it were the file; `stormproof` is this very program. */
function evaluate(text: string, path: string): void {
  const fromFile = createRequire(path);
  const require = (id: string): unknown => (id === 'stormproof' ? api : fromFile(id));
  const module = { exports: {} };
  const wrapped = new Module(path);
  wrapped.filename = path;
  const run = compile(text, path);
  run(module.exports, require, module, path, resolve(path, '..'));
}

type Body = (
  exports: object,
  require: (id: string) => unknown,
  module: object,
  filename: string,
  dirname: string,
) => void;

function compile(text: string, path: string): Body {
  const { Script }: typeof Vm = createRequire(__filename)('node:vm');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: path,
  });
  const body: Body = script.runInThisContext();
  return body;
}
