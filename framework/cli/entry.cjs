#!/usr/bin/env node
'use strict';
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `STORM_OLD_NODE  stormproof needs Node 24 or newer, this is ${process.versions.node}: install a newer one, or add the npm package 'node' to the project.\n`,
  );
  process.exitCode = 2;
} else {
  require('node:module').enableCompileCache?.();
  require('./stormproof.js').cli(process.argv);
}
