// A small registry hive with nothing in it but its root. Source: the format as libhivex reads it (hivex, lib/hivex-internal.h).

const PAGE = 4096;
const NONE = 0xffffffff;

/** A cell that is in use: its size is negative. */
function cell(size, write) {
  const bytes = Buffer.alloc(size);
  bytes.writeInt32LE(-size, 0);
  write(bytes);
  return bytes;
}

/** Bytes of an empty hive. */
export function emptyHive() {
  const name = Buffer.from('ROOT', 'latin1');
  const rootAt = 0x20;
  const rootSize = 0x58;
  const securityAt = rootAt + rootSize;
  const root = cell(rootSize, (bytes) => {
    bytes.write('nk', 4, 'latin1');
    bytes.writeUInt16LE(0x2c, 6); // root, cannot be deleted, name in one byte a character
    bytes.writeUInt32LE(NONE, 0x14); // parent
    bytes.writeUInt32LE(NONE, 0x20); // subkeys
    bytes.writeUInt32LE(NONE, 0x24);
    bytes.writeUInt32LE(NONE, 0x2c); // values
    bytes.writeUInt32LE(securityAt, 0x30);
    bytes.writeUInt32LE(NONE, 0x34); // class
    bytes.writeUInt16LE(name.length, 0x4c);
    name.copy(bytes, 0x50);
  });
  const security = cell(0x30, (bytes) => {
    bytes.write('sk', 4, 'latin1');
    bytes.writeUInt32LE(securityAt, 8);
    bytes.writeUInt32LE(securityAt, 12);
    bytes.writeUInt32LE(1, 16);
    bytes.writeUInt32LE(20, 20); // an empty descriptor of 20 bytes
    bytes[24] = 1;
    bytes.writeUInt16LE(0x8000, 26);
  });
  const freeAt = securityAt + security.length;
  const free = Buffer.alloc(PAGE - freeAt);
  free.writeInt32LE(free.length, 0);
  const page = Buffer.alloc(0x20);
  page.write('hbin', 0, 'latin1');
  page.writeUInt32LE(PAGE, 8);
  const head = Buffer.alloc(PAGE);
  head.write('regf', 0, 'latin1');
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(1, 0x14);
  head.writeUInt32LE(3, 0x18);
  head.writeUInt32LE(1, 0x20);
  head.writeUInt32LE(rootAt, 0x24);
  head.writeUInt32LE(PAGE, 0x28);
  head.writeUInt32LE(1, 0x2c);
  let sum = 0;
  for (let at = 0; at < 0x1fc; at += 4) sum = (sum ^ head.readUInt32LE(at)) >>> 0;
  head.writeUInt32LE(sum, 0x1fc);
  return Buffer.concat([head, page, root, security, free]);
}
