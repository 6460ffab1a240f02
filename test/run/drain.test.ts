import test from 'ava';
import { monotonicClock, type Clock } from '../../src/base/clock.ts';
import { CheckFold } from '../../src/check/fold.ts';
import { replay, type Observation } from '../../src/history/observation.ts';
import type { DrainEnded } from '../../src/history/observer.ts';
import { drain } from '../../src/run/drain.ts';
import type { SegmentHandle } from '../../src/run/segment-handle.ts';
import { writtenHistory } from '../check/support/history-language.ts';
import { QOS0, QOS1 } from '../check/support/scenes.ts';

const MISSING_3 = `${QOS1} sent f0 0..9 \n 1 gets f0 0..6`;

/** A segment with a real fold, of which the test says what has come. */
class FakeSegment {
  readonly fold: CheckFold;
  readonly ended: DrainEnded[] = [];
  looks = 0;
  received = 0;
  onLook: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(history: string, clock: Clock) {
    const { catalog, observations } = writtenHistory(history);
    this.#clock = clock;
    this.fold = new CheckFold({ catalog });
    replay(observations, this.fold);
  }

  handle(): SegmentHandle {
    const never = (): never => {
      throw new Error('a drain does not ask for this');
    };
    return {
      lost: undefined,
      runStep: never,
      metrics: never,
      close: never,
      result: never,
      status: () => ({
        ...{ atUs: this.#clock.nowUs(), connected: 2, away: 0, sent: 0, e2eP99Us: 0 },
        received: this.received,
      }),
      checkState: () => {
        this.looks += 1;
        const state = this.fold.snapshot();
        this.onLook?.();
        return Promise.resolve(state);
      },
      drainEnded: (event) => this.ended.push(event),
    };
  }
}

function start(segment: FakeSegment, history: string, clock: Clock, timeoutUs: number): Promise<number> {
  const context = { catalog: writtenHistory(history).catalog, startedUs: 0 };
  const { signal } = new AbortController();
  return drain({ segments: [segment.handle()], context, clock, signal, timeoutUs });
}

/** What the second history has beyond the first. */
function rest(history: string, more: string): readonly Observation[] {
  const before = writtenHistory(history).observations.length;
  return writtenHistory(`${history}\n${more}`).observations.slice(before);
}

test('a drain looks again only when as many messages have come as were missing', async (t) => {
  const clock = monotonicClock();
  const segment = new FakeSegment(MISSING_3, clock);
  setTimeout(() => (segment.received = 2), 50);
  setTimeout(() => {
    segment.received = 3;
    replay(rest(MISSING_3, '1 gets f0 7..9'), segment.fold);
  }, 300);
  t.is(await start(segment, MISSING_3, clock, 20_000_000), 0);
  t.true(segment.looks <= 3, `${segment.looks} looks`);
  t.true(segment.ended[0]?.complete);
});

test('what ends otherwise than by arriving is found out, too', async (t) => {
  const clock = monotonicClock();
  const segment = new FakeSegment(MISSING_3, clock);
  segment.onLook = () => {
    if (segment.looks === 1) replay(rest(MISSING_3, '1 disconnects'), segment.fold);
  };
  t.is(await start(segment, MISSING_3, clock, 20_000_000), 0);
  t.true(segment.ended[0]?.complete);
});

test('a drain that waits in vain ends at its time, and says how much is missing', async (t) => {
  const clock = monotonicClock();
  const segment = new FakeSegment(MISSING_3, clock);
  t.is(await start(segment, MISSING_3, clock, 300_000), 3);
  const [ended] = segment.ended;
  t.false(ended?.complete);
  t.true(ended !== undefined && ended.tUs - ended.startedUs >= 300_000);
});

test('QoS 0 messages that may never come are given up a second after the last that came', async (t) => {
  const clock = monotonicClock();
  const history = `${QOS0} publish f0 0..9 \n 1 gets f0 0..6`;
  const segment = new FakeSegment(history, clock);
  t.is(await start(segment, history, clock, 20_000_000), 0);
  const [ended] = segment.ended;
  t.true(ended !== undefined && ended.tUs - ended.startedUs >= 1_000_000);
});
