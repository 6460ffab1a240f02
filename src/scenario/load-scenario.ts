/** Scenario text to a checked {@link Scenario}, or to all its problems at once. */
import { createHash } from 'node:crypto';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { TemplateValue } from './evaluate-template.ts';
import { checkScenario } from './checks/check-scenario.ts';
import { scenarioFile, type ScenarioFile } from './language/scenario.ts';
import { readVars } from './language/vars.ts';
import { wrongType } from './kinds/scalars.ts';
import type { Problem } from './problem.ts';
import { Reader } from './reader.ts';
import { readYaml } from './read-yaml.ts';
import { entryOf, type SourceNode } from './source-tree.ts';
import type { RowsResult } from './rows.ts';
import type { Group, Scenario } from './types.ts';

export interface LoadOptions {
  /** Overrides of declared vars, as `--var` gives them. */
  readonly vars?: Readonly<Record<string, TemplateValue>>;
  /** What `${env.NAME}` reads. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Versions to run at whatever `protocol` says: what they lack is reported. */
  readonly versions?: readonly ProtocolVersion[];
  /** Reads a CSV file for `rows`. Absent: groups with rows are checked without them, and cannot be planned. */
  readonly readRows?: (file: string) => RowsResult;
}

export type LoadResult =
  | { readonly ok: true; readonly scenario: Scenario }
  /** At least one, in the order of the file. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the scenario in `text`; `file` is its name in messages. Never throws for anything that is in the text. */
export function loadScenario(text: string, file: string, options: LoadOptions = {}): LoadResult {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const reader = new Reader(file, body, options.env ?? {});
  const tree = readYaml(body, (...problem) => reader.report(...problem));
  const content = tree === undefined ? undefined : readScenario(tree, options, reader);
  const { problems } = reader;
  if (content === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, scenario: toScenario(content as ScenarioFile, { file, text, reader }) };
}

/** Complete where no problem was reported. */
function readScenario(
  tree: SourceNode,
  options: LoadOptions,
  reader: Reader,
): Partial<ScenarioFile> | undefined {
  if (tree.kind !== 'map') {
    wrongType(tree, 'a map with the keys of a scenario', reader);
    return undefined;
  }
  readVars(entryOf(tree, 'vars'), options.vars ?? {}, reader);
  const clients = entryOf(tree, 'clients')?.value;
  reader.groupNames = clients?.kind === 'map' ? clients.entries.map((entry) => entry.key) : [];
  const { versions } = options;
  const part = scenarioFile.readPart(tree, reader);
  const content = versions === undefined ? part : { ...part, protocol: versions };
  reader.rememberLike(content, part);
  checkScenario(content, reader, options);
  return content;
}

function toScenario(content: ScenarioFile, source: { file: string; text: string; reader: Reader }): Scenario {
  const { name, description, protocol, target, embedded, seed, clients, access, steps, faults, thresholds } =
    content;
  const { capacity, conformance } = content;
  const vars: Record<string, TemplateValue> = {};
  for (const [key, value] of source.reader.vars)
    if (value !== undefined) vars[key] = source.reader.hiddenVars.get(key) ?? value;
  return {
    file: source.file,
    hash: createHash('sha256').update(source.text).digest('hex'),
    name,
    description,
    versions: [...new Set(protocol)],
    ...(target === undefined ? {} : { target }),
    ...(embedded === undefined ? {} : { embedded }),
    ...(seed === undefined ? {} : { seed }),
    vars,
    groups: clients.map((group) => withRows(group, source.reader)),
    steps,
    ...(access === undefined ? {} : { access }),
    faults,
    thresholds,
    ...(capacity === undefined ? {} : { capacity }),
    ...(conformance === undefined ? {} : { conformance }),
  };
}

function withRows(group: Group, reader: Reader): Group {
  const table = reader.rows.get(group.name);
  return group.rows === undefined || table === undefined
    ? group
    : { ...group, rows: { ...group.rows, table } };
}
