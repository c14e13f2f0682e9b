/** Lines of comma-separated values. Source: RFC 4180; logs of Exchange quote where a value holds the separator. */

/** The values of one line; null: a quote stands where none may, or is never closed. */
export function csvFields(line: string, separator = ','): readonly string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  for (let at = 0; ;) {
    if (line.charCodeAt(at) !== 0x22) {
      const end = line.indexOf(separator, at);
      fields.push(end < 0 ? line.slice(at) : line.slice(at, end));
      if (end < 0) return fields;
      at = end + 1;
      continue;
    }
    let value = '';
    for (at += 1; ;) {
      const end = line.indexOf('"', at);
      if (end < 0) return null;
      value += line.slice(at, end);
      at = end + 1;
      if (line.charCodeAt(at) !== 0x22) break;
      value += '"';
      at += 1;
    }
    fields.push(value);
    if (at >= line.length) return fields;
    if (!line.startsWith(separator, at)) return null;
    at += separator.length;
  }
}

/** Characters of a record of several lines; what is longer is given up. */
const LONGEST = 262_144;

/**
 * Records that go over several lines, because a value in quotes holds line ends.
 * @param onRecord null: a record that cannot be read
 */
export function csvRecords(onRecord: (fields: readonly string[] | null) => void, separator: () => string) {
  let open: string[] = [];
  let length = 0;
  let quotes = 0;
  const close = (): void => {
    if (open.length > 0) onRecord(length > LONGEST ? null : csvFields(open.join('\n'), separator()));
    open = [];
    length = 0;
    quotes = 0;
  };
  return {
    line(text: string): void {
      if (open.length === 0 && text === '') return;
      for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
      length += text.length + 1;
      if (length <= LONGEST || open.length === 0) open.push(text.slice(0, LONGEST));
      // A quote that is never closed must not swallow the rest of the file.
      if (quotes % 2 === 0 || length > LONGEST) close();
    },
    end: close,
  };
}
