/** The parts of a finding that are told the same way everywhere. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { OddSample } from '../ledger/oddity.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { FindingDraft } from '../judge/tally.ts';

const SEQUENCES_SHOWN = 10;
const WITNESS_PACKETS = 12;

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

/** The same for what is missing: the newest packets of the client up to `tUs` are all there is to show. */
export function aboutAbsence(run: RunView, pair: Pair, seqs: IntervalSet, tUs: number): About {
  const witness = Number.isFinite(tUs)
    ? (run.context.witness?.packetsBefore(pair.session.client, tUs, WITNESS_PACKETS) ?? [])
    : [];
  return { ...about(run, pair, seqs), witness };
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
