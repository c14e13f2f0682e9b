/** PowerShell by a grammar that is not ours: no PowerShell runs here. */
import { createRequire } from 'node:module';
import treeSitter from '@vscode/tree-sitter-wasm';

const { Language, Parser } = treeSitter;
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm')));

/** Places that the grammar of PowerShell does not take, as `line: text`; and the commands that the script runs. */
export function readScript(script: string): { readonly wrong: readonly string[]; readonly commands: readonly string[] } {
  const tree = parser.parse(script);
  if (tree === null) return { wrong: ['nothing was parsed'], commands: [] };
  const wrong = tree.rootNode.descendantsOfType('ERROR').flatMap((node) => (node === null ? [] : [`${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`]));
  const missing = tree.rootNode.hasError && wrong.length === 0 ? ['something is missing'] : [];
  return { wrong: [...wrong, ...missing], commands: [...new Set(tree.rootNode.descendantsOfType('command_name').flatMap((node) => node?.text ?? []))].sort() };
}
