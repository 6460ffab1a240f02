import { topicFilterFault, topicNameFault } from '../../protocol/topics.ts';
import { isColumn } from '../bind-template.ts';
import { evaluateTemplate } from '../evaluate-template.ts';
import { findTemplates, type FoundTemplate } from '../find-templates.ts';
import { didYouMean } from '../nearest.ts';
import type { Span } from '../problem.ts';
import type { Reader } from '../reader.ts';
import { rowField, type Rows, type RowsResult } from '../rows.ts';
import { templateNames } from '../template-names.ts';
import type { Group, Step, TargetSpec } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

interface Context {
  readonly groups: readonly Group[];
  readonly steps: readonly Step[];
  readonly target: TargetSpec | undefined;
  /** Reads a file of rows; absent: columns and counts are not checked. */
  readonly readRows: ((file: string) => RowsResult) | undefined;
}

/** Reads the rows of all groups, for checks and plan, and checks all that rests on them. */
export function checkRows(context: Context, reader: Reader): void {
  for (const group of context.groups) readRows(group, context, reader);
  const { groups, steps, target } = context;
  for (const group of groups) checkTemplates(findTemplates(group), [group], reader);
  for (const { spec } of allSteps(steps)) {
    if (!('clients' in spec)) continue;
    checkTemplates(findTemplates(spec), groupsOf(spec, groups), reader);
  }
  if (target !== undefined) checkTemplates(findTemplates(target), groups, reader);
}

function readRows(group: Group, { readRows: read }: Context, reader: Reader): void {
  if (group.rows === undefined || read === undefined) return;
  const place = reader.spanOf(group, 'rows');
  const result = read(group.rows.file);
  if (!result.ok) {
    reader.report('bad-rows', place, result.problem);
    return;
  }
  const { rows } = result;
  if (rows.count === 0) reader.report('too-few-rows', place, `\`${group.rows.file}\` has no rows`);
  else if (rows.count < group.count && !group.rows.reuse)
    reader.report(
      'too-few-rows',
      place,
      `\`${group.rows.file}\` has ${rows.count} rows, but \`${group.name}\` has ${group.count} clients`,
      'lower `count`, add rows, or say `rows: { file: …, reuse: true }`',
    );
  else reader.rows.set(group.name, rows);
}

function checkTemplates(found: readonly FoundTemplate[], groups: readonly Group[], reader: Reader): void {
  for (const each of found) {
    const columns = [...templateNames(each.template)].filter(isColumn);
    if (columns.length === 0) continue;
    const place = placeOf(each, reader);
    for (const group of groups) {
      const areKnown = columns.every((path) => isKnown(path, group, place, reader));
      const rows = reader.rows.get(group.name);
      if (areKnown && rows !== undefined) checkTopics(each, rows, { group, place, columns }, reader);
    }
  }
}

function isKnown(path: string, group: Group, place: Span, reader: Reader): boolean {
  const name = path.slice('row.'.length);
  if (group.rows === undefined) {
    reader.report(
      'name-not-here',
      place,
      `\${${path}} has no value: \`${group.name}\` has no rows`,
      'give the group `rows: devices.csv`',
    );
    return false;
  }
  const rows = reader.rows.get(group.name);
  if (rows === undefined || rows.columns.includes(name)) return true;
  const hint = didYouMean(name, rows.columns) ?? `columns: ${rows.columns.slice(0, 20).join(', ')}`;
  reader.report('unknown-column', place, `\`${group.rows.file}\` has no column \`${name}\``, hint);
  return false;
}

/** Fields come from outside: what is put into a topic must leave it one. The field itself is not shown, it may be a secret. */
function checkTopics(
  { template, path }: FoundTemplate,
  rows: Rows,
  {
    group,
    place,
    columns,
  }: { readonly group: Group; readonly place: Span; readonly columns: readonly string[] },
  reader: Reader,
): void {
  const key = path.findLast((part) => typeof part.key === 'string')?.key;
  const faultOf = key === 'topic' ? topicNameFault : isFilter(key) ? topicFilterFault : undefined;
  if (faultOf === undefined) return;
  const samples = { index: 0, client: 0, group: group.name, run: '00000000', topic: 0, seq: 0 };
  for (let row = 0; row < Math.min(rows.count, group.count); row += 1) {
    const fault = faultOf(evaluateTemplate(template, { ...samples, ...rowScope(rows, row, columns) }), 5);
    if (fault === undefined) continue;
    const what = key === 'topic' ? 'the topic' : 'the topic filter';
    reader.report(
      key === 'topic' ? 'invalid-topic-name' : 'invalid-topic-filter',
      place,
      `with row ${row + 1} of \`${group.rows?.file ?? ''}\`, ${what} ${fault.reason} (${fault.clause})`,
    );
    return;
  }
}

function isFilter(key: string | number | undefined): boolean {
  return key === 'filter' || key === 'filters';
}

/** The values of those `row.column` names for one row. */
export function rowScope(rows: Rows, row: number, paths: readonly string[]): Record<string, string> {
  const scope: Record<string, string> = {};
  for (const path of paths) {
    const column = rows.columns.indexOf(path.slice('row.'.length));
    if (column >= 0) scope[path] = rowField(rows, row, column);
  }
  return scope;
}

/** The innermost part of the file that is known to hold it. */
function placeOf({ path }: FoundTemplate, reader: Reader): Span {
  const known = path.findLast(({ owner }) => reader.isPlaced(owner));
  if (known === undefined) return { start: 0, end: 1 };
  const { owner, key } = known;
  return reader.spanOf(owner, typeof key === 'number' ? key : kebab(key));
}

function kebab(property: string): string {
  return property.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
