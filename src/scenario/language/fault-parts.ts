/** What all faults have in common: whom, and when. */
import type { FaultAction } from '../../fault/types.ts';
import { object, type Fields } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { duration, share } from '../kinds/quantities.ts';
import { oneOf, text } from '../kinds/scalars.ts';
import type { Reader } from '../reader.ts';
import type { SourceNode } from '../source-tree.ts';
import type { FaultSpec, MembersSpec } from '../types.ts';

export const FAULT_NAME_MAX = 64;

/** What the map of every fault has beside its own keys. */
interface Common extends MembersSpec {
  readonly name?: string;
  readonly at?: number;
  readonly every?: number;
  readonly for?: number;
}

const common: Fields<Common> = {
  clients: {
    kind: groupNames,
    description: 'Whose connections: a client group, a list of groups, or `all`.',
    fallback: 'all',
  },
  share: {
    kind: share,
    description: 'The part of each group, chosen by the seed; of `random`, chosen anew each time.',
  },
  name: {
    kind: text({ lengthMin: 1, lengthMax: FAULT_NAME_MAX }),
    description: 'For reports, and for `fault: { stop: … }`.',
  },
  at: {
    kind: duration(),
    description:
      'When it begins for the first time, counted from the first publish step. After `every` where absent; without both it is there from the start of the run.',
  },
  every: { kind: duration({ min: 1_000 }), description: 'Again and again, from beginning to beginning.' },
  for: {
    kind: duration({ min: 1_000 }),
    description: 'How long it lasts; to the end of the run where absent.',
  },
};

export const direction = {
  kind: oneOf('both', 'to-broker', 'to-client'),
  description: 'Which way: of bytes on their way to the broker, to the client, or both.',
  fallback: 'both',
} as const;

/** A fault whose own keys are `fields`. */
export function fault<Own extends object>(
  what: string,
  fields: Fields<Own>,
  actionsOf: (own: Own, node: SourceNode, reader: Reader) => readonly FaultAction[] | undefined,
): Kind<FaultSpec> {
  const all = { ...common, ...fields } as unknown as Fields<Common & Own>;
  return mapped(object<Common & Own>({ what: `\`${what}\`` }, all), (value, node, reader) => {
    const { clients, share: part, name, at, every, for: lasts } = value;
    const actions = actionsOf(value, node, reader);
    if (actions === undefined) return undefined;
    const spec: FaultSpec = {
      kind: what,
      clients,
      actions,
      ...(part === undefined ? {} : { share: part }),
      ...(name === undefined ? {} : { name }),
      ...(at === undefined ? {} : { at }),
      ...(every === undefined ? {} : { every }),
      ...(lasts === undefined ? {} : { for: lasts }),
    };
    reader.remember(spec, node);
    return spec;
  });
}

export type Direct = Pick<Extract<FaultAction, { kind: 'stall' }>, 'direction'>;
export const directed: Fields<Direct> = { direction };
