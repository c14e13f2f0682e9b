// Preloaded when crosslines is built: explains a sample and asks a port, then writes down the code that V8 made for both.
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { resolve } = require('node:path');

const launcher = resolve(process.argv[1]);
const exit = process.exit;
const accepted = [0xc030, 0x009c, 0x002f];

/** A server with three suites of TLS 1.2 and nothing behind them. Source: RFC 5246 7.4.1.3. */
const server = createServer((socket) => socket.on('error', () => undefined).once('data', (hello) => {
  const at = 44 + hello[43];
  const suites = hello[0] === 22 && hello.readUInt16BE(9) === 0x0303 ? hello.subarray(at + 2, at + 2 + hello.readUInt16BE(at)) : Buffer.alloc(0);
  const offered = Array.from({ length: suites.length / 2 }, (_, index) => suites.readUInt16BE(2 * index));
  const suite = accepted.find((one) => offered.includes(one));
  const chosen = suite === undefined ? '' : suite.toString(16).padStart(4, '0');
  const messages = `0200002d0303${'11'.repeat(32)}00${chosen}000005ff01000100` + '0e000000';
  socket.end(Buffer.from(suite === undefined ? '15030300020228' : `160303${(messages.length / 2).toString(16).padStart(4, '0')}${messages}`, 'hex'));
})).listen(0, '127.0.0.1');
const listening = new Promise((known) => { server.once('listening', known); });

process.exit = (explained) => {
  process.exit = (asked) => {
    writeFileSync('out/main.cache', require.cache[launcher].exports.createCachedData());
    exit(explained === 1 && asked === 0 ? 0 : 1);
  };
  void listening.then(() => {
    process.argv.splice(2, process.argv.length, 'tls', `127.0.0.1:${server.address().port}`, '--predict');
    require.cache[launcher].exports.runInThisContext()(require, launcher, (chunk) => import(chunk));
  });
};
