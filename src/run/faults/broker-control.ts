import type { Disturbance } from '../../check/context.ts';
import type { BrokerDeed, Durability } from '../../plan/types.ts';

/** Who can restart the target: hooks of its profile, or whoever runs the embedded broker. */
export interface BrokerControl {
  /** What the target declares to keep when it ends; absent: nothing is declared. */
  readonly durability?: Durability;
  /** Whether it knows how. */
  can(deed: BrokerDeed): boolean;
  /** Resolves when the broker takes connections again. Rejects with a BenchError where it cannot be done. */
  act(deed: BrokerDeed, options: BrokerActOptions): Promise<void>;
}

export interface BrokerActOptions {
  /** How long `pause` holds it. */
  readonly forUs: number;
  readonly signal: AbortSignal;
}

/** Clients see what it did to them so much later. */
const NOTICED_US = 2_000_000;

const WORDS: Readonly<Record<BrokerDeed, string>> = {
  restart: 'the broker was restarted',
  kill9: 'the broker was killed (kill -9)',
  pause: 'the broker was held (SIGSTOP)',
  reload: 'the broker read its configuration anew',
};

/** What the checkers must know of a deed. */
export function brokerDisturbances(
  deed: BrokerDeed,
  { fromUs, toUs, durability }: { fromUs: number; toUs: number; durability: Durability | undefined },
): readonly Disturbance[] {
  const forgets = !survives(deed, durability);
  const what = WORDS[deed];
  return [
    { fromUs, toUs, what, blocks: true, ...(forgets ? { forgets } : {}) },
    { fromUs: toUs, toUs: toUs + NOTICED_US, what },
  ];
}

/** A broker that survives kill -9 survives a restart; one that is only held forgets nothing. */
function survives(deed: BrokerDeed, durability: Durability | undefined): boolean {
  if (deed === 'pause' || deed === 'reload') return true;
  return durability === 'kill9' || durability === deed;
}
