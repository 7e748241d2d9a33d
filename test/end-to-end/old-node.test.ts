import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './command';

test('an older Node is told so in one line, with exit 2', () => {
  const program = JSON.stringify(join(repository, 'dist/cli.js'));
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); require(${program});`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(stderr).toMatchInlineSnapshot(`
   "STORM_OLD_NODE  stormproof needs Node 24 or newer, this is 20.1.0: install a newer one, or add the npm package 'node' to the project.
   "
  `);
  expect(status).toBe(2);
});
