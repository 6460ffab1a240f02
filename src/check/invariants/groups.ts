/** The parts of findings about Shared Subscriptions that are told the same way everywhere. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common, EMPTY, without } from '../judge/sets.ts';
import type { GroupFlow, Share, SharedGroup } from '../judge/shared-group.ts';
import type { FindingDraft } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';

const SEQUENCES_SHOWN = 10;
const WITNESS_PACKETS = 8;
const CLIENTS_SHOWN = 2;

/** 3.1.1 defines no Shared Subscriptions: many brokers have them as a feature, and none has promised anything. */
export function statusIn(version: ProtocolVersion, status: FindingStatus): FindingStatus {
  return version === 4 && (status === 'fail' || status === 'inconclusive') ? 'warning' : status;
}

export function versionOf({ shares }: GroupFlow): ProtocolVersion {
  return shares[0]?.pair.session.version ?? 5;
}

/** Who and what a finding about some messages of a group concerns; `shares` are the members that it is about. */
export function aboutGroup(
  { filter }: SharedGroup,
  { flow }: GroupFlow,
  seqs: IntervalSet,
  { run, shares }: { run: RunView; shares: readonly Share[] },
): Pick<FindingDraft, 'client' | 'publisher' | 'topic' | 'qos' | 'sequences' | 'witness'> {
  const clients = shares.slice(0, CLIENTS_SHOWN).map(({ pair }) => pair.session.client);
  return {
    client: clients.length === 0 ? filter : clients.map((client) => run.clientName(client)).join(', '),
    publisher: run.clientName(flow.publisher),
    topic: flow.topic,
    qos: flow.qos,
    sequences: seqs.take(SEQUENCES_SHOWN),
    witness: clients
      .flatMap(
        (client) => run.context.witness?.packetsBefore(client, flow.lastCompletedUs, WITNESS_PACKETS) ?? [],
      )
      .sort((a, b) => a.tUs - b.tUs),
  };
}

/**
 * Messages that a broker may have given to another member after all: at QoS 0 and 1 it may do so when the connection of the
 * member that it had chosen breaks before the acknowledgement, and nobody can tell from outside which ones it had. So these
 * are all that a member got before a connection of it ended, if anybody got anything later.
 */
export function mayBeRerouted(shares: readonly Share[]): IntervalSet {
  return anyOf(shares.map((share) => reroutable(share, shares)));
}

function reroutable(share: Share, shares: readonly Share[]): IntervalSet {
  const { flow, received, session } = share.pair;
  let last = -Infinity;
  for (const other of shares)
    if (other !== share) last = Math.max(last, other.pair.session.state.lastDeliveryUs);
  let lastClosedUs = -Infinity;
  for (const { closedUs } of session.state.connections)
    if (closedUs < last) lastClosedUs = Math.max(lastClosedUs, closedUs);
  if (lastClosedUs === -Infinity) return EMPTY;
  return without(received, flow.invokedAfter(lastClosedUs));
}

/** Messages that the member got as one of the group, and not through another subscription of its own. */
export function gotAsMember({ pair, may, sole }: Share): IntervalSet {
  return sole ? common(pair.received, may) : EMPTY;
}

/** Messages that members answered with a Reason Code of 0x80 or more. */
export function refusedBy({ pair, sole }: Share): IntervalSet {
  return sole ? anyOf(pair.records.map((record) => record.refused)) : EMPTY;
}
