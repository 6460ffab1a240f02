/** QoS 2 exchanges that the broker left where they were, though it had all the time to go on. */
import type { OpenExchange } from '../state.ts';
import type { RunView } from './run-view.ts';

export interface LeftExchange {
  readonly open: OpenExchange;
  /** Since our PUBREC, or since the session was resumed. */
  readonly waitedUs: number;
  /** Its message has a Message Expiry Interval, and a resume lies between. */
  readonly expiring: boolean;
}

/** An exchange that waited through a whole drain, or this long before its end. */
const PATIENCE_US = 5_000_000;

export function* leftExchanges(run: RunView): Generator<LeftExchange> {
  const told = new Set<string>();
  for (const part of run.parts)
    for (const open of part.openExchanges) {
      const { client, drain, resumedUs, pubrecUs } = open;
      // Each drain that it outlasts notes it anew.
      const key = `${client} ${open.packetId} ${open.flow} ${open.seq}`;
      if (told.has(key)) continue;
      const sinceUs = resumedUs ?? pubrecUs;
      const throughout = !drain.complete && sinceUs <= drain.startedUs;
      if (!throughout && drain.tUs - sinceUs < PATIENCE_US) continue;
      const fromUs = Math.min(drain.startedUs, drain.tUs - PATIENCE_US);
      const { disturbed } = run;
      if (disturbed.blockedBetween(client, Math.max(fromUs, sinceUs), drain.tUs) !== undefined) continue;
      if (disturbed.forgotBetween(pubrecUs, drain.tUs) !== undefined) continue;
      told.add(key);
      yield {
        open,
        waitedUs: drain.tUs - sinceUs,
        expiring: resumedUs !== undefined && expires(open.flow, run),
      };
    }
}

function expires(flow: number, { context: { catalog } }: RunView): boolean {
  return catalog.carriesExpiry !== false && catalog.messageExpirySecondsOf?.(flow) !== undefined;
}
