/** The parts of a finding that are told the same way everywhere. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { WitnessPacket } from '../../history/witness.ts';
import type { OddSample } from '../ledger/oddity.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { FindingDraft } from '../judge/tally.ts';

const SEQUENCES_SHOWN = 10;
const WITNESS_PACKETS = 16;
/** The stream goes on for so many messages after the one that is missing. */
const MESSAGES_AFTER = 2;

type About = Pick<FindingDraft, 'client' | 'publisher' | 'topic' | 'qos' | 'sequences' | 'atUs' | 'witness'>;

/** Who and what a finding about some messages of a pair concerns; `sample` is one of them where it was seen. */
export function about(run: RunView, pair: Pair, seqs: IntervalSet, sample?: OddSample): About {
  const { flow, session } = pair;
  return {
    client: run.clientName(session.client),
    publisher: run.clientName(flow.publisher),
    topic: flow.topic,
    qos: flow.qos,
    sequences: seqs.take(SEQUENCES_SHOWN),
    ...(sample === undefined ? {} : { atUs: sample.tUs - run.context.startedUs }),
    witness: sample?.witness ?? [],
  };
}

/** The same for what is missing: the packets of publisher and subscriber around the first of the messages. */
export function aboutAbsence(run: RunView, pair: Pair, seqs: IntervalSet, tUs: number): About {
  return { ...about(run, pair, seqs), witness: Number.isFinite(tUs) ? absenceWitness(run, pair, seqs) : [] };
}

/** What the publisher did about the first missing message, and what the subscriber got until soon after. */
function absenceWitness(run: RunView, { flow, session }: Pair, seqs: IntervalSet): WitnessPacket[] {
  const { witness } = run.context;
  const first = seqs.first();
  if (witness === undefined || first === undefined) return [];
  const nextUs = flow.notInvokedBefore(first + MESSAGES_AFTER);
  const untilUs = nextUs > flow.notInvokedBefore(first) ? nextUs : flow.lastCompletedUs;
  const half = WITNESS_PACKETS / 2;
  const clients = new Set([flow.publisher, session.client]);
  return [...clients]
    .flatMap((client) => witness.packetsBefore(client, untilUs, half))
    .sort((a, b) => a.tUs - b.tUs);
}

/** `message 7`, `messages 7, 8`, `messages 7, 8, 9 and 120 more`. */
export function messages(seqs: IntervalSet): string {
  const shown = seqs.take(3);
  const rest = seqs.size - shown.length;
  const more = rest === 0 ? '' : ` and ${rest} more`;
  return `${seqs.size === 1 ? 'message' : 'messages'} ${shown.join(', ')}${more}`;
}

/** How an odd packet looked: `PUBLISH qos 1 id 17 dup on connection 2`. */
export function packetText(sample: OddSample | undefined): string {
  if (sample === undefined) return 'PUBLISH';
  const id = sample.qos === 0 ? '' : ` id ${sample.packetId}`;
  const dup = sample.dup ? ' dup' : '';
  return `PUBLISH qos ${sample.qos}${id}${dup} on connection ${sample.connection}`;
}
