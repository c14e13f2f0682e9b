#!/usr/bin/env node
// Starts crosslines with what V8 made of it when it was built, which saves most of the time of its start. Another version of Node makes it anew.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'main.cjs');
let cachedData;
try {
  cachedData = readFileSync(join(__dirname, 'main.cache'));
} catch {
  // Built without it: only slower.
}
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
script.runInThisContext()(require, __filename, (chunk) => import(chunk));
module.exports = script;
