// JSON Schemas of everything that is printed with --format json, made from the types that the compiler holds the program to. TSDoc becomes descriptions.
import { createGenerator } from 'ts-json-schema-generator';

/** File in schemas/ → where its type stands, and what it is. */
const RESULTS = {
  report: { path: 'src/model/report.ts', type: 'Report', title: 'A report of crosslines: run, check, replay and report with --format json' },
  explanation: { path: 'src/model/report.ts', type: 'Explanation', title: 'What a pasted text means: crosslines explain --format json' },
  tls: { path: 'src/reporters/tls-result.ts', type: 'TlsResult', or: 'TlsNotAsked', title: 'What a port shows of its TLS: crosslines tls --format json' },
  audit: { path: 'src/reporters/audit.ts', type: 'AuditResult', title: 'What registry exports prove: crosslines audit --format json' },
  comparison: { path: 'src/model/comparison.ts', type: 'ComparisonResult', title: 'What a change did: crosslines compare --format json' },
  witness: {
    path: 'src/reporters/witness-result.ts', type: 'WitnessResult', or: 'NothingWitnessed', title: 'Who called, and with which ClientHello: crosslines witness --format json',
  },
  autodiscover: { path: 'src/reporters/autodiscover-trace.ts', type: 'AutodiscoverResult', title: 'The way to the availability URL: crosslines autodiscover --format json' },
};

/** Texts of the schema files by their names. */
export function resultSchemas() {
  const paths = [...new Set(Object.values(RESULTS).map(({ path }) => path)), 'src/model/facts.ts'];
  const generator = createGenerator({ path: `{${paths.join(',')}}`, tsconfig: 'tsconfig.json', topRef: false, additionalProperties: false, skipTypeCheck: true });
  const facts = generator.createSchema('FactOf');
  return new Map(Object.entries(RESULTS).map(([name, { type, or, title }]) => {
    const own = generator.createSchema(type);
    const $defs = { ...own.definitions };
    if ($defs.Observation !== undefined) $defs.Observation = { ...$defs.Observation, allOf: factsByKind(facts) };
    const one = or === undefined ? withoutDefinitions(own) : { anyOf: [withoutDefinitions(own), withoutDefinitions(generator.createSchema(or))] };
    // An array where several scenarios were run.
    const root = name === 'report' ? { anyOf: [{ $ref: '#/$defs/Report' }, { type: 'array', items: { $ref: '#/$defs/Report' } }] } : one;
    if (name === 'report') $defs.Report = one;
    const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:crosslines:${name}:1`, title, ...root, $defs };
    return [`${name}.schema.json`, `${JSON.stringify(in2020(schema), null, 2)}\n`];
  }));
}

function withoutDefinitions(schema) {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'definitions' && key !== '$schema'));
}

/** An observation of a kind holds the fact of that kind, and no other. */
function factsByKind({ properties }) {
  return Object.entries(properties).map(([kind, fact]) => ({
    if: { properties: { kind: { const: kind }, outcome: { properties: { status: { const: 'observed' } } } } },
    then: { properties: { outcome: { properties: { fact } } } },
  }));
}

/** The generator writes draft 07: other names for two things, and names of types with their parameters. */
function in2020(value) {
  if (Array.isArray(value)) return value.map(in2020);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value.items)) {
    const { items, additionalItems, ...rest } = value;
    return { ...in2020(rest), prefixItems: items.map(in2020), items: additionalItems === undefined ? false : in2020(additionalItems) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => {
    if (key === '$ref') return [key, `#/$defs/${plainName(decodeURIComponent(member.replace(/^#\/(?:definitions|\$defs)\//, '')))}`];
    if (key === '$defs') return [key, Object.fromEntries(Object.entries(member).map(([name, schema]) => [plainName(name), in2020(schema)]))];
    // A const or an enum says its type.
    if (key === 'type' && ('const' in value || 'enum' in value)) return undefined;
    return [key, in2020(member)];
  }).filter((entry) => entry !== undefined));
}

const plainNames = new Map();

/** Of a type with parameters only the name; no two may share it. */
function plainName(name) {
  const plain = name.replace(/<.*$/, '');
  if ((plainNames.get(plain) ?? name) !== name) throw new Error(`${name} and ${plainNames.get(plain)} would have one name in the schema`);
  plainNames.set(plain, name);
  return plain;
}
