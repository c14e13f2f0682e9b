/** Reads `server.txt`, which the script of `crosslines collect` writes. The file may be anything: at most so many lines of it are read. */
import type { ServerStateFact } from '../model/facts.ts';

const HEAD = /^\ufeff?# crosslines collect 1[ \t]*$/;
const LINE = /^([A-Za-z]{1,20})[ \t]{0,20}:[ \t]*(\S.{0,400}?)[ \t]*$/;
const KEY = /^(\S{1,40})[ \t]+(HKLM\\[^\0-\x1f]{1,300})$/;
const BUILD = /^\d{1,5}(?:\.\d{1,6}){2,3}$/;
const mostLines = 500;

/** null: it is no such file. What is damaged in it is left out. Never throws. */
export function readServerState(text: string): Omit<ServerStateFact, 'server'> | null {
  const lines = text.split(/\r?\n/, mostLines);
  if (!HEAD.test(lines[0] ?? '')) return null;
  const read = lines.slice(1).flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
  const one = (name: string): string | null => read.find((line) => line.name === name)?.value ?? null;
  const build = (name: string): string | null => {
    const value = one(name);
    return value !== null && BUILD.test(value) ? value : null;
  };
  const release = one('DotNetRelease');
  return {
    computer: one('ComputerName'), collectedAt: time(one('CollectedAt')), lastBoot: time(one('LastBoot')),
    windowsBuild: build('WindowsBuild'), exchangeBuild: build('ExchangeBuild'),
    dotnetRelease: release !== null && /^\d{1,7}$/.test(release) ? Number(release) : null,
    keysWritten: read.flatMap(({ name, value }) => {
      const [, when = null, path] = name === 'KeyWritten' ? KEY.exec(value) ?? [] : [];
      const at = time(when);
      return at === null || path === undefined ? [] : [{ path, at }];
    }),
  };
}

/** .NET writes seven decimals of a second, which Date takes. */
function time(text: string | null): string | null {
  const ms = text !== null && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
