const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Tests start workers and commands from dist/, so it is built anew before they run. */
module.exports = () => {
  execFileSync(process.execPath, [join(__dirname, '../build.mjs'), '--no-types'], { stdio: 'inherit' });
};
