/** A stated need against what was measured: `devices=50000, every=10s, p99<100ms`; `p99=100ms` is the same, and wants no quotes in a shell. */
import { BenchError } from '../base/errors.ts';
import { formatDurationUs, parseDurationUs } from '../base/units.ts';
import {
  pointFigures,
  type CapacityAnswer,
  type CapacityPoint,
  type NeedResult,
} from '../results/capacity.ts';
import { count, rate } from './words.ts';

export interface Need {
  /** As typed. */
  readonly text: string;
  readonly devices: number;
  /** Each device sends one message in so long. */
  readonly everyUs: number;
  readonly p99MaxUs?: number;
}

const DEVICES_MAX = 10_000_000_000;

/** Throws a BenchError of kind `usage` for what it does not understand. */
export function parseNeed(text: string): Need {
  const parts = text.split(',').map((part) => part.trim());
  const valueOf = (pattern: RegExp): string | undefined =>
    parts.map((part) => pattern.exec(part)?.[1]).find((value) => value !== undefined);
  const devices = Number(valueOf(/^devices\s*=\s*(\d{1,11})$/u) ?? Number.NaN);
  const everyUs = parseDurationUs(valueOf(/^every\s*=\s*(.+)$/u) ?? '') ?? 0;
  const p99 = valueOf(/^p99\s*[<=]=?\s*(.+)$/u);
  const p99MaxUs = p99 === undefined ? undefined : (parseDurationUs(p99) ?? 0);
  const isKnown = parts.every((part) => /^(?:devices|every)\s*=|^p99\s*[<=]/u.test(part));
  const isComplete = devices >= 1 && devices <= DEVICES_MAX && everyUs > 0 && (p99MaxUs ?? 1) > 0;
  if (isKnown && isComplete) return { text, devices, everyUs, ...(p99MaxUs !== undefined && { p99MaxUs }) };
  throw new BenchError('usage', 'bad-option', `--need does not understand ${text}`, {
    hint: 'write it like --need devices=50000,every=10s,p99=100ms; p99 may be left out',
  });
}

/** A need that was not typed. */
export function needOf(stated: Omit<Need, 'text'>): Need {
  const { devices, everyUs, p99MaxUs } = stated;
  const limit = p99MaxUs === undefined ? '' : `,p99=${formatDurationUs(p99MaxUs)}`;
  return { ...stated, text: `devices=${devices},every=${formatDurationUs(everyUs)}${limit}` };
}

interface Supply {
  /** Published per second where it held within the latency asked for. */
  readonly available: number | undefined;
  /** Intended rate of the lowest load that did not. */
  readonly exceeded: number | undefined;
  /** Clients that were connected at once where it held. */
  readonly clients: number;
}

export function assessNeed(
  need: Need,
  points: readonly CapacityPoint[],
  answer: Pick<CapacityAnswer, 'held'>,
): NeedResult {
  const { devices, everyUs, p99MaxUs, text } = need;
  const messagesPerSecond = (devices * 1_000_000) / everyUs;
  const supply = supplyOf(need, points, answer.held ?? 0);
  const verdict = verdictOf(messagesPerSecond, devices, supply);
  const { available } = supply;
  const headroom = available === undefined ? undefined : available / messagesPerSecond;
  const brokers =
    verdict === 'not-met' && headroom !== undefined && headroom > 0 ? Math.ceil(1 / headroom) : undefined;
  return {
    ...{ text, devices, everyUs },
    ...(p99MaxUs !== undefined && { p99MaxUs }),
    ...{ messagesPerSecond, verdict },
    ...(available !== undefined && { available }),
    ...(headroom !== undefined && { headroom }),
    ...(brokers !== undefined && { brokers }),
    sentences: [
      sentenceOf(need, { messagesPerSecond, verdict, supply, headroom }),
      ...(brokers === undefined ? [] : [brokersSentence(brokers)]),
      ...latencySentence(messagesPerSecond, points),
      ...connectionSentence(devices, supply, verdict),
    ],
  };
}

function supplyOf({ p99MaxUs }: Need, points: readonly CapacityPoint[], held: number): Supply {
  const sorted = [...points].sort((a, b) => a.load - b.load);
  const isLate = (point: CapacityPoint): boolean =>
    p99MaxUs !== undefined && (pointFigures(point).e2eP99Us ?? Infinity) >= p99MaxUs;
  const firstBad = sorted.findIndex(
    (point) => isFailed(point) || (point.verdict === 'held' && isLate(point)),
  );
  const good = sorted
    .slice(0, firstBad === -1 ? sorted.length : firstBad)
    .filter(({ verdict, load }) => verdict === 'held' && load <= held)
    .map(pointFigures);
  const bad = sorted[firstBad];
  const rates = good.flatMap(({ published }) => (published === undefined ? [] : [published]));
  return {
    available: rates.length === 0 ? undefined : Math.max(...rates),
    exceeded: bad === undefined ? undefined : pointFigures(bad).intended,
    clients: Math.max(0, ...good.map(({ clients }) => clients)),
  };
}

function isFailed({ verdict }: CapacityPoint): boolean {
  return verdict === 'missed' || verdict === 'broken';
}

function verdictOf(needed: number, devices: number, supply: Supply): NeedResult['verdict'] {
  const { available, exceeded, clients } = supply;
  if (available !== undefined && available >= needed) return clients >= devices ? 'met' : 'met-in-part';
  return exceeded !== undefined && needed >= exceeded ? 'not-met' : 'unknown';
}

interface SentenceInput {
  readonly messagesPerSecond: number;
  readonly verdict: NeedResult['verdict'];
  readonly supply: Supply;
  readonly headroom: number | undefined;
}

function sentenceOf(need: Need, { messagesPerSecond, verdict, supply, headroom }: SentenceInput): string {
  const { devices, everyUs, p99MaxUs } = need;
  const within =
    p99MaxUs === undefined ? '' : ` with 99 of 100 messages delivered within ${formatDurationUs(p99MaxUs)}`;
  const asked = `${count(devices)} devices that send one message each every ${formatDurationUs(everyUs)} send ${rate(messagesPerSecond)}${within}`;
  const measured = supply.available === undefined ? undefined : rate(supply.available);
  switch (verdict) {
    case 'met':
    case 'met-in-part':
      return `${asked}: the target carried ${measured ?? ''}, ${(headroom ?? 0).toFixed(1)} times as much`;
    case 'not-met':
      return `${asked}: the target did not carry that; it carried ${measured ?? 'nothing that was tried'}`;
    case 'unknown':
      return `${asked}: it is not known whether the target carries that; it carried ${measured ?? 'nothing that was tried'}, and nothing was decided between`;
  }
}

function brokersSentence(brokers: number): string {
  return `extrapolation, not measured: at least ${count(brokers)} such brokers, if the load divides evenly and none slows another down`;
}

/** What was measured just below and just above what is needed. */
function latencySentence(needed: number, points: readonly CapacityPoint[]): string[] {
  const known = points
    .filter(({ verdict }) => verdict !== 'inconclusive')
    .flatMap((point) => {
      const { published, e2eP99Us } = pointFigures(point);
      return published === undefined || e2eP99Us === undefined
        ? []
        : [{ published, e2eP99Us, failed: isFailed(point) }];
    })
    .sort((a, b) => a.published - b.published);
  const below = known.findLast(({ published }) => published <= needed);
  const above = known.find(({ published }) => published > needed);
  const told = [below, above].flatMap((one) =>
    one === undefined
      ? []
      : [`${formatDurationUs(one.e2eP99Us)} at ${rate(one.published)}${one.failed ? ' (which failed)' : ''}`],
  );
  if (told.length === 0) return [];
  return [
    `p99 measured next to it: ${told.join(', ')}${above === undefined ? '; nothing above was measured' : ''}`,
  ];
}

function connectionSentence(devices: number, { clients }: Supply, verdict: NeedResult['verdict']): string[] {
  if (clients >= devices || verdict === 'not-met') return [];
  return [
    `connections: at most ${count(clients)} clients were connected at once where it held; that the target carries ${count(devices)} was not measured`,
  ];
}
