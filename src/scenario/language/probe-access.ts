import { object, oneOrMany } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { duration } from '../kinds/quantities.ts';
import { integer } from '../kinds/scalars.ts';
import { topicName } from '../kinds/topics.ts';
import type { ProbeAccessSpec } from '../types.ts';
import { members } from './actions.ts';

const DEFAULTS = { sample: 2, topics: 16, quiet: 500_000 };

/** Holds the policy against the broker: what is allowed works, what is denied has no effect, whatever the way to try. */
export const probeAccess: Kind<ProbeAccessSpec> = object<ProbeAccessSpec>(
  { what: '`probe-access`', short: mapped(groupNames, (clients) => ({ clients, ...DEFAULTS })) },
  {
    ...members,
    sample: {
      kind: integer({ min: 1, max: 100 }),
      description:
        'Clients of each kind (group and rules that are about it) that are tried, chosen by the seed.',
      fallback: DEFAULTS.sample,
    },
    topics: {
      kind: integer({ min: 1, max: 1_000 }),
      description: 'Topics, chosen by the seed, that each of them tries where it must not.',
      fallback: DEFAULTS.topics,
    },
    quiet: {
      kind: duration({ min: 10_000 }),
      description: 'How long nothing must have come before silence counts, at least.',
      fallback: DEFAULTS.quiet,
    },
    also: {
      kind: oneOrMany(topicName(['run']), { max: 100, what: 'Topic Names' }),
      description:
        'Topics that are tried besides those of the policy and their neighbours, as they are: nobody can guess `admin/keys`.',
    },
  },
);
