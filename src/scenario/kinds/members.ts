import type { Reader } from '../reader.ts';
import { shorten, type SourceNode } from '../source-tree.ts';
import { didYouMean } from '../nearest.ts';
import { INTERPOLATED, type Kind } from './kind.ts';
import { scalarOf, wrongType } from './scalars.ts';

/** At the end of a name no `-`, and never `all`: both would read ambiguously. */
export const GROUP_NAME = /^[A-Za-z]([A-Za-z0-9_-]{0,62}[A-Za-z0-9_])?$/u;

const EXPECTS = 'the name of a client group, a list of names, or `all`';

/** Whom a step acts on: a group, several, or `all`. */
export const groupNames: Kind<readonly string[] | 'all'> = {
  expects: EXPECTS,
  read: (node, reader) => {
    if (node.kind === 'map') {
      wrongType(node, EXPECTS, reader);
      return undefined;
    }
    if (node.kind === 'list') return readNames(node.items, node, reader);
    const name = readName(node, reader);
    return name === 'all' ? 'all' : name === undefined ? undefined : [name];
  },
  schema: () => {
    const name = { anyOf: [{ type: 'string', pattern: GROUP_NAME.source }, INTERPOLATED] };
    return { anyOf: [name, { type: 'array', items: name, minItems: 1 }] };
  },
};

function readNames(
  items: readonly SourceNode[],
  node: SourceNode,
  reader: Reader,
): readonly string[] | undefined {
  if (items.length === 0) {
    wrongType(node, EXPECTS, reader, 'the list is empty');
    return undefined;
  }
  const names: string[] = [];
  for (const item of items) {
    const name = readName(item, reader);
    if (name === undefined) return undefined;
    if (name === 'all') reader.report('reserved-name', item.span, '`all` stands alone, not in a list');
    else if (names.includes(name)) reader.report('bad-value', item.span, `\`${name}\` stands here twice`);
    else names.push(name);
  }
  return names;
}

function readName(node: SourceNode, reader: Reader): string | undefined {
  const scalar = scalarOf(node, EXPECTS, reader);
  const name = scalar === undefined ? undefined : reader.constant(scalar)?.text;
  if (name === undefined || name === 'all' || reader.groupNames.includes(name)) return name;
  const hint = didYouMean(name, [...reader.groupNames, 'all']) ?? knownGroups(reader);
  reader.report('unknown-group', node.span, `there is no client group \`${shorten(name)}\``, hint);
  return undefined;
}

function knownGroups(reader: Reader): string {
  return `groups under \`clients\`: ${reader.groupNames.slice(0, 10).join(', ')}`;
}
