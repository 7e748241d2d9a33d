import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { type Project, repository } from './command';

/** A change of one text of the program. */
export interface Mutant {
  name: string;
  file: string;
  find: RegExp;
  replace: string;
}

export const worker = 'framework/services/lambda/host/worker';

/** The program with one text replaced, as a dist folder within the project. */
export async function mutatedCli(project: Project, { file, find, replace }: Mutant): Promise<string> {
  const dist = project.path('dist');
  cpSync(join(repository, 'dist'), dist, { recursive: true });
  const path = resolve(repository, file);
  const plugin: Plugin = {
    name: 'mutate',
    setup(api) {
      api.onLoad({ filter: /\.ts$/ }, (args) => {
        if (args.path !== path) return undefined;
        const text = readFileSync(path, 'utf8');
        expect(text.match(find) ?? []).toHaveLength(1);
        return { contents: text.replace(find, () => replace), loader: 'ts' };
      });
    },
  };
  const [entry, out] = file.startsWith(worker)
    ? [`${worker}/main.ts`, 'worker.js']
    : ['framework/program.ts', 'stormproof.js'];
  await build({
    entryPoints: [join(repository, entry)],
    outfile: join(dist, out),
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    packages: 'external',
    logLevel: 'silent',
    plugins: [plugin],
  });
  return join(dist, 'cli.js');
}
