/** Steps that say how clients carry on meanwhile: slowly, or coming and going. */
import { object } from '../kinds/collections.ts';
import type { Kind } from '../kinds/kind.ts';
import { duration, share } from '../kinds/quantities.ts';
import { boolean, oneOf } from '../kinds/scalars.ts';
import type * as Language from '../types.ts';
import { members, retry } from './actions.ts';

export const readSlowly: Kind<Language.ReadSlowlySpec> = object<Language.ReadSlowlySpec>(
  { what: '`read-slowly`' },
  {
    ...members,
    for: {
      kind: duration({ min: 1_000 }),
      description: 'How long; afterwards they read as always.',
      required: true,
    },
    pause: {
      kind: duration({ min: 1_000 }),
      description: 'How long they do not read at a time; all the time where absent.',
    },
    read: {
      kind: duration({ min: 1_000 }),
      description: 'How long they read between two pauses.',
      fallback: 50_000,
    },
  },
);

export const churn: Kind<Language.ChurnSpec> = object<Language.ChurnSpec>(
  { what: '`churn`' },
  {
    ...members,
    share: {
      kind: share,
      description: 'The part of the clients that leaves in each round, chosen anew by the seed.',
      required: true,
    },
    every: { kind: duration({ min: 10_000 }), description: 'From one round to the next.', required: true },
    for: { kind: duration({ min: 10_000 }), description: 'Rounds begin for so long.', required: true },
    how: {
      kind: oneOf('disconnect', 'reset', 'fin', 'half-open'),
      description: 'How they leave: in good order, or without DISCONNECT.',
      fallback: 'disconnect',
    },
    away: { kind: duration(), description: 'How long they are away.', fallback: 0 },
    cleanStart: {
      kind: boolean,
      description: 'Clean Start when they come back; the group’s where absent.',
    },
    retry,
  },
);
