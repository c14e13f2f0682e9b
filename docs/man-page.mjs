// The man page, made of what `crosslines --help` and `crosslines COMMAND --help` print. Source of the form: man-pages(7), groff_man(7).

/** Text that means nothing to roff, in ASCII. */
const plain = (text) => text.replace(/\\/g, '\\e').replace(/^([.'])/gm, '\\&$1').replace(/-/g, '\\-')
  .replace(/[^\n\x20-\x7e]/gu, (sign) => `\\[u${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);

/** Blocks of a help text: what stands before the first heading, and the entries below each. */
function parts(help) {
  const sections = new Map([['', []]]);
  let entries = sections.get('');
  for (const line of help.split('\n')) {
    const [, heading] = /^(Usage|Arguments|Options|Commands):(.*)$/.exec(line) ?? [];
    if (heading === 'Usage') sections.set('Usage', [line.slice('Usage: '.length)]);
    else if (heading !== undefined) sections.set(heading, entries = []);
    else if (entries === sections.get('')) entries.push(line.trim());
    else {
      const [, term, says = ''] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
      if (term !== undefined) entries.push([term, says]);
      else if (entries.length > 0) entries.at(-1)[1] += ` ${line.trim()}`;
    }
  }
  return sections;
}

const listed = (entries = []) => entries.map(([term, says]) => `.TP\n.B ${plain(term)}\n${plain(says.trim())}\n`).join('');
const prose = (lines) => plain(lines.filter((line) => line !== '').join(' '));

/**
 * @param help what a command prints for --help; '' is the program itself. Wide, so that no entry is broken in its term.
 * @param version of crosslines
 */
export function manPage(help, version) {
  const program = parts(help(''));
  const names = (program.get('Commands') ?? []).map(([term]) => term.split(' ')[0]).filter((name) => name !== 'help');
  const commands = names.map((name) => {
    const own = parts(help(name));
    return `.SS crosslines ${plain((own.get('Usage') ?? [''])[0].replace(/^crosslines /, ''))}\n${prose(own.get(''))}\n${listed(own.get('Arguments'))}`
      + listed((own.get('Options') ?? []).filter(([term]) => !term.includes('--help')));
  });
  return [
    `.TH CROSSLINES 1 "" "crosslines ${version}" "User Commands"`,
    '.SH NAME', `crosslines \\- ${prose(program.get('')).replace(/\.$/, '')}`,
    '.SH SYNOPSIS', '.B crosslines', '.I command', '[options] [arguments]',
    '.SH COMMANDS', ...commands.map((text) => text.trimEnd()),
    '.SH EXIT STATUS',
    listed([
      ['0', 'as expected, nothing wrong'], ['1', 'a lookup was not as expected; a fault was found; something became worse'],
      ['2', 'a mistake in the command or the scenario'], ['3', 'not observed, ended early, or insufficient evidence'],
    ]).trimEnd(),
    'With \\fB\\-\\-format nagios\\fR the codes of monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.',
    '.SH ENVIRONMENT',
    listed([
      ['HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY', 'the proxy, where --proxy names none'], ['NO_COLOR', 'no colours'],
      ['GITHUB_STEP_SUMMARY', 'file to which --format github adds the lookups as a table'],
    ]).trimEnd(),
    '.SH SEE ALSO', 'The folder docs of the package, README.md first.', '',
  ].join('\n');
}
