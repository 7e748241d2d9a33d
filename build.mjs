// Builds dist/: one bundle with the whole program, the worker's prelude, thin entry points and types.
// `node build.mjs` does all of it; `--no-types` leaves the declarations out (tests do not need them).
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  legalComments: 'none',
  logLevel: 'warning',
  sourcemap: false,
};

mkdirSync(dist, { recursive: true });
await build({
  ...shared,
  entryPoints: [join(root, 'framework/services/lambda/host/worker/main.ts')],
  outfile: join(dist, 'worker.js'),
});
await build({
  ...shared,
  entryPoints: [join(root, 'framework/program.ts')],
  outfile: join(dist, 'stormproof.js'),
  packages: 'external',
  define: { STORMPROOF_VERSION: JSON.stringify(manifest.version) },
  // What most programs need late or never costs nothing at the start: these packages are loaded when first used.
  banner: {
    js: 'const __whenUsed = (load) => { let loaded; return new Proxy({}, { get: (_, name) => (loaded ??= load())[name] }); };',
  },
});
const bundle = readFileSync(join(dist, 'stormproof.js'), 'utf8');
writeFileSync(
  join(dist, 'stormproof.js'),
  bundle.replace(
    /(import_\w+) = require\("(@aws-sdk\/client-[\w-]+|@smithy\/core\/cbor|yaml|fflate)"\);/g,
    '$1 = __whenUsed(() => require("$2"));',
  ),
);
// Data that is read when first used lies beside the bundle.
for (const [from, to] of [
  ['framework/cloud/models', 'models'],
  ['framework/services/cloudformation/schema', 'schema'],
]) {
  cpSync(join(root, from), join(dist, to), {
    recursive: true,
    filter: (path) => !/\.(ts|py|mjs|md)$/.test(path),
  });
}
// The machine's Python runs these as they are.
cpSync(join(root, 'framework/services/lambda/host/python/runtime'), join(dist, 'python'), {
  recursive: true,
});
// Compiling the program is half of a start; Node keeps what it compiled, as it does for the command line.
writeFileSync(
  join(dist, 'index.js'),
  "require('node:module').enableCompileCache?.();\nmodule.exports = require('./stormproof.js').api;\n",
);
writeFileSync(join(dist, 'jest.js'), "require('./stormproof.js').loadJest();\n");
writeFileSync(join(dist, 'cli.js'), readFileSync(join(root, 'framework/cli/entry.cjs'), 'utf8'));
chmodSync(join(dist, 'cli.js'), 0o755);
if (!process.argv.includes('--no-types')) {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
}
