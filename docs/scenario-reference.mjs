// docs/scenario.md, made from schemas/scenario.schema.json: every member with what it takes and what it means.

/** @returns Markdown */
export function scenarioReference(schema) {
  const of = (one) => ({ ...(one.$ref === undefined ? {} : of(schema.$defs[one.$ref.replace('#/$defs/', '')])), ...one });
  const sections = Object.entries(schema.properties).filter(([name]) => name !== 'lab').flatMap(([name, written]) => {
    const section = of(written);
    const members = section.properties ?? of(section.additionalProperties ?? {}).properties;
    const required = section.properties === undefined ? of(section.additionalProperties ?? {}).required : section.required;
    return [
      `## ${name}`, '',
      `${section.description}${schema.required.includes(name) ? ' Required.' : defaultOf(section)}`, '',
      ...(section.examples ?? []).flatMap((example) => ['```yaml', yamlOf(name, example), '```', '']),
      ...(members === undefined ? [] : tableOf(Object.entries(members).map(([key, member]) => [key, of(member), (required ?? []).includes(key)]))),
    ];
  });
  return [
    '# What a scenario can say', '',
    '<!-- Made from schemas/scenario.schema.json by npm run docs. -->', '',
    `${schema.description} A member that is not here is refused, with the place and the word that was probably meant.`, '',
    'An editor that knows YAML schemas checks a scenario while it is written, and shows these texts, if the first line names the schema (`crosslines list formats`',
    'says where it is; this is how npm installs it):', '',
    '```yaml', '# yaml-language-server: $schema=./node_modules/crosslines/schemas/scenario.schema.json', '```', '',
    'What the schema cannot see, the program says when it reads the file: names of servers, sign-ins and mailboxes that are not there, files that cannot be read.', '',
    ...sections,
    '## lab', '', `${schema.properties.lab.description} What it may say: [lab.md](lab.md).`, '',
  ].join('\n');
}

function tableOf(members) {
  return ['| Member | Takes | |', '| --- | --- | --- |', ...members.map(([key, member, required]) =>
    `| \`${key}\`${required ? ' (required)' : ''} | ${takesOf(member)} | ${inCell(`${member.description}${defaultOf(member)}${exampleOf(member)}`)} |`), ''];
}

function takesOf({ enum: words, type, minimum, maximum, items, pattern, examples }) {
  if (words?.includes('on')) return '`true`, `false`';
  // A number among words of the same spelling is what YAML makes of the word.
  if (words !== undefined) return words.filter((word) => typeof word === 'string').map((word) => `\`${word}\``).join(', ');
  if (type === 'integer') return `a number from ${minimum} to ${maximum}`;
  if (type === 'array') return items === undefined ? 'a list' : 'a list of texts';
  return pattern !== undefined && examples !== undefined ? 'a text like the example' : 'a text';
}

function defaultOf({ default: value }) {
  return value === undefined ? '' : ` Default: \`${value}\`.`;
}

function exampleOf({ examples }) {
  return examples === undefined ? '' : ` Example: \`${examples[0]}\`.`;
}

function inCell(text) {
  return text.replaceAll('|', '\\|');
}

/** An example as one would write it. */
function yamlOf(name, value) {
  const flow = (one) => (Array.isArray(one) ? `[${one.map(flow).join(', ')}]` : typeof one === 'object'
    ? `{ ${Object.entries(one).map(([key, member]) => `${key.includes(':') ? `"${key}"` : key}: ${flow(member)}`).join(', ')} }` : /[:#{}[\],&*]/.test(one) ? `"${one}"` : String(one));
  if (Array.isArray(value)) return [`${name}:`, ...value.map((item) => `  - ${flow(item)}`)].join('\n');
  if (typeof value === 'object') return [`${name}:`, ...Object.entries(value).map(([key, member]) => `  ${key.includes(':') ? `"${key}"` : key}: ${flow(member)}`)].join('\n');
  return `${name}: ${flow(value)}`;
}
