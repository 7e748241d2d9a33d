const { execFileSync } = require('node:child_process');
const path = require('node:path');

/** Tests start workers and commands from dist/, so it is built anew before they run. */
module.exports = () => {
  execFileSync(process.execPath, [path.join(__dirname, '../build.mjs'), '--no-types'], { stdio: 'inherit' });
};
