// Writes docs/reference/ from the definitions of commands, of the language, of metrics and of invariants. Run `npm run build` before.
// With --check it writes nothing and fails where a page is not what it would write.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { INVARIANTS } from '../dist/check/invariants/index.js';
import { COUNTER_NAMES, HISTOGRAM_NAMES } from '../dist/metrics/types.js';
import { familiesOf } from '../dist/metrics/export/families.js';
import { METRICS } from '../dist/scenario/metric-names.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';

const FOLDER = new URL('../docs/reference/', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../bin/mqtt-bench.js', import.meta.url));
const NOTE = '<!-- Written by tools/generate-reference.mjs. -->';
const KEYS_DEEP = 3;

const pages = {
  'README.md': index(),
  'commands.md': commands(),
  'scenario.md': scenario(),
  'metrics.md': metrics(),
  'invariants.md': invariants(),
};

const stale = [];
mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, FOLDER);
  const options = await prettier.resolveConfig(fileURLToPath(file));
  const wanted = await prettier.format(text, { ...options, parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (read(file) !== wanted) stale.push(name);
}
if (stale.length > 0) {
  console.error(`docs/reference: ${stale.join(', ')} not up to date: npm run build && npm run reference`);
  process.exitCode = 1;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function index() {
  return `# Reference

${NOTE}

- [Commands](commands.md) and their options
- [The scenario language](scenario.md): every key
- [Metrics](metrics.md): what thresholds can name, and what is passed on while a run lasts
- [Invariants](invariants.md): what is checked in every run
`;
}

function help(...words) {
  return execFileSync(process.execPath, [PROGRAM, ...words, '--help'], { encoding: 'utf8' }).trimEnd();
}

function commands() {
  const all = help();
  const names = [...all.matchAll(/^ {2}mqtt-bench ([a-z]+)/gmu)].map(([, name]) => name);
  const parts = names
    .filter((name) => name !== 'completion')
    .map((name) => `## ${name}\n\n${fence(help(name))}`);
  return `# Commands\n\n${NOTE}\n\n${fence(all)}\n\n${parts.join('\n\n')}\n`;
}

function fence(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function scenario() {
  const schema = scenarioJsonSchema();
  const top = Object.entries(schema.properties);
  const steps = Object.entries(schema.$defs).filter(([name]) => name.startsWith('step-'));
  const row = ([key, { description = '' }]) => `| \`${key}\` | ${cell(description)} |`;
  const sections = top.flatMap(([key, value]) => section(`## \`${key}\``, value, key));
  return `# The scenario language

${NOTE}

A dot stands for a key within a key, \`[]\` for each entry of a list, \`*\` for a name that you choose. Times are written \`500ms\`, \`5s\`,
\`10min\`; rates \`20/s\`; sizes \`256B\`, \`1KiB\`, or \`60B..200B\` for any between. Wherever a value stands, \`\${…}\` can stand for it.

| key | meaning |
| --- | --- |
${top.map(row).join('\n')}

${sections.join('\n\n')}

## Steps

${steps.map(([name, value]) => section(`### \`${name.slice('step-'.length)}\``, value, '').join('')).join('\n\n')}
`;
}

/** A table of all keys below; nothing where there are none. */
function section(title, value, prefix) {
  const found = keysOf(value, prefix, KEYS_DEEP);
  if (found.length === 0) return title.startsWith('###') ? [`${title}\n\nTakes a value, and no keys.`] : [];
  return [`${title}\n\n| key | values | meaning |\n| --- | --- | --- |\n${found.join('\n')}`];
}

function keysOf(value, prefix, depth) {
  if (depth === 0) return [];
  const rows = new Map();
  for (const one of alternatives(value)) {
    for (const [key, inner] of Object.entries(one.properties ?? {})) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const mark = (one.required ?? []).includes(key) ? ' (needed)' : '';
      rows.set(path, `| \`${path}\` | ${cell(valuesOf(inner))} | ${cell(inner.description ?? '')}${mark} |`);
      for (const row of keysOf(inner, path, depth - 1)) rows.set(row, row);
    }
    if (typeof one.additionalProperties === 'object')
      for (const row of keysOf(one.additionalProperties, `${prefix}.*`, depth)) rows.set(row, row);
    if (one.items !== undefined)
      for (const row of keysOf(one.items, `${prefix}[]`, depth - 1)) rows.set(row, row);
  }
  return [...rows.values()];
}

function alternatives(value) {
  const inner = [...(value.anyOf ?? []), ...(value.oneOf ?? [])];
  return [value, ...inner.flatMap(alternatives)];
}

/** What may stand there, in a few words. */
function valuesOf(value) {
  const words = alternatives(value).flatMap((one) => {
    if (one.enum !== undefined) return one.enum.map((each) => `\`${each}\``);
    if (one.$ref !== undefined) return [one.$ref.replace('#/$defs/', '')];
    if (one.pattern?.includes('\\$\\{')) return [];
    return [one.type].flat().flatMap((type) => named(type, one.pattern ?? ''));
  });
  return [...new Set(words)].join(', ');
}

function named(type, pattern) {
  if (type === undefined || type === 'null') return [];
  if (type === 'string') {
    if (pattern.includes('us|µs|ms')) return ['time'];
    if (pattern.includes('/\\s*(s|')) return ['rate'];
    if (pattern.includes('%')) return ['percentage'];
    if (/KiB|Ki?B/u.test(pattern)) return ['size'];
    return ['text'];
  }
  return (
    {
      integer: ['whole number'],
      number: ['number'],
      boolean: ['true or false'],
      array: ['list'],
      object: ['keys'],
    }[type] ?? [type]
  );
}

function cell(text) {
  return String(text)
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll('*', '\\*')
    .replaceAll('<', '\\<');
}

function metrics() {
  const units = { duration: 'time', count: 'number', rate: 'per second' };
  const bases = new Map();
  for (const [name, unit] of METRICS) {
    const base = /^(.+)\.(?:p[\d.]+|min|mean|max|count)$/u.exec(name)?.[1];
    const isStatistic = base !== undefined && HISTOGRAM_NAMES.includes(base);
    if (isStatistic) bases.set(base, [...(bases.get(base) ?? []), name.slice(base.length + 1)]);
    else bases.set(name, units[unit]);
  }
  const rows = [...bases].map(([name, what]) =>
    Array.isArray(what)
      ? `| \`${name}.…\` | ${what.map((each) => `\`${each}\``).join(' ')} |`
      : `| \`${name}\` | ${what} |`,
  );
  return `# Metrics

${NOTE}

## In thresholds

\`e2e.latency.p99 < 50ms\`, \`connect.failed == 0\`, \`publish.rate >= 0.99 * publish.intended\`. A metric of which nothing was measured holds
no threshold.

| metric | what it is |
| --- | --- |
${rows.join('\n')}

## While a run lasts

Names for Prometheus; those of OTLP are the same words with dots (\`mqtt_bench.publish.sent\`). See
[the guide](../guide/live-metrics.md).

| metric | kind | meaning |
| --- | --- | --- |
${liveFamilies()
  .map(({ name, kind, help: about }) => `| \`${name}\` | ${kind} | ${cell(about)} |`)
  .join('\n')}
`;
}

function liveFamilies() {
  const numbers = Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0]));
  const empty = { count: 0, sumUs: 0, upTo: [] };
  const histograms = Object.fromEntries(HISTOGRAM_NAMES.map((name) => [name, empty]));
  const run = {
    labels: {},
    facts: {},
    startedMs: 0,
    atMs: 0,
    elapsedUs: 0,
    clientsConnected: 0,
    clientsTotal: 0,
  };
  const suffix = { s: '_seconds', By: '_bytes' };
  return familiesOf([{ ...run, counters: numbers, histograms }]).map(({ name, unit, kind, help: about }) => ({
    name: `mqtt_bench_${name.replaceAll('.', '_')}${suffix[unit] ?? ''}${kind === 'counter' ? '_total' : ''}`,
    kind,
    help: about,
  }));
}

function invariants() {
  const rows = INVARIANTS.map(
    ({ id, title, promise, clauses }) =>
      `| ${id} | ${cell(title)} | ${cell(promise)} | ${[...clauses[4], ...clauses[5]].map((clause) => `\`${clause}\``).join(' ')} |`,
  );
  return `# Invariants

${NOTE}

Checked in every run, wherever the scenario gives occasion. [verdicts.md](../verdicts.md) has the rules in full.

| id | what | promise | clauses |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
