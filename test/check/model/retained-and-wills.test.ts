/**
 * Legal histories of retained messages and Wills, made by chance and written down; then broken in one way, for which exactly
 * one invariant must fail.
 */
import test from 'ava';
import { seededRandom, type Random } from '../../../src/base/random.ts';
import { judge } from '../support/judge.ts';

/** f0 and f2 are values of clients 0 and 2 on one topic, f1 clears it; f3 are the Wills of client 3, which client 5 watches. */
const SCENE = [
  'flow 0 qos 1 topic a retain',
  'flow 0 qos 1 topic a retain clears',
  'flow 2 qos 1 topic a retain',
  'flow 3 qos 1 topic w will',
  ...[0, 1, 2, 4, 5].map((client) => `${client} connect`),
  '5 subscribe w 1',
  '3 connect keep expiry 100 delay 5',
];

type PlaceKind =
  | 'replay'
  | 'first-replay'
  | 'last-replay'
  | 'cleared'
  | 'will'
  | 'left'
  | 'resumed'
  | 'refused'
  /** The reader’s first SUBSCRIBE had no answer, and the value was written and replaced since: it may be a late one. */
  | 'replay-or-late'
  | 'cleared-or-late'
  /** The topic was cleared after the SUBSCRIBE: a broker that looks late finds nothing to send. */
  | 'last-replay-or-none'
  /** The client was back so soon that the broker may have taken the Will for withdrawn. */
  | 'will-or-none';

interface Place {
  readonly kind: PlaceKind;
  /** Index of the line. */
  readonly at: number;
  /** What would be wrong there. */
  readonly wrong?: string;
}

class Story {
  readonly lines: string[] = [...SCENE];
  readonly places: Place[] = [];
  readonly #random: Random;
  readonly #next = [0, 0, 0];
  readonly #readers = new Map<number, number>();
  /** Of each reader: the line of its first SUBSCRIBE, how many were answered, and whether all were. */
  readonly #asked = new Map<number, { readonly firstAt: number; answers: number; all: boolean }>();
  #staleAt = -1;
  #lastClearAt = -1;
  /** Values that were certainly replaced or cleared, and the present one. */
  #stale: string | undefined;
  #value: string | undefined;
  #wills = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  tell(steps: number): void {
    for (let step = 0; step < steps; step += 1) this.#step();
    for (const [, at] of this.#readers)
      this.places.push({ kind: at > this.#lastClearAt ? 'last-replay' : 'last-replay-or-none', at });
    this.lines.push('drain');
  }

  #step(): void {
    const choice = this.#random.below(10);
    if (choice < 3) this.#write();
    else if (choice < 4) this.#writeTogether();
    else if (choice < 5) this.#clear();
    else if (choice < 8) this.#subscribe(this.#random.below(2) === 0 ? 1 : 4);
    else this.#lifeAndDeath();
  }

  #seq(flow: number): string {
    const seq = this.#next[flow] ?? 0;
    this.#next[flow] = seq + 1;
    return `f${flow} ${seq}`;
  }

  #write(): void {
    const message = this.#seq(this.#random.below(2) * 2);
    this.lines.push(`sent ${message}`);
    this.#passOn(message);
    this.#valueIsOver();
    this.#value = message;
  }

  /** Two writers at once: either may be the last. */
  #writeTogether(): void {
    const both = [this.#seq(0), this.#seq(2)];
    this.lines.push(...both.map((one) => `publish ${one}`), ...both.map((one) => `ok ${one}`));
    for (const one of both) this.#passOn(one);
    this.#valueIsOver();
    this.#value = both[this.#random.below(2)];
  }

  #clear(): void {
    this.#lastClearAt = this.lines.length;
    this.lines.push(`sent ${this.#seq(1)}`);
    for (const reader of this.#readers.keys()) this.lines.push(`${reader} strays unclear a bytes 0`);
    this.#valueIsOver();
    this.#value = undefined;
  }

  #valueIsOver(): void {
    if (this.#value === undefined) return;
    this.#stale = this.#value;
    this.#staleAt = this.lines.length;
  }

  #passOn(message: string): void {
    for (const reader of this.#readers.keys()) this.lines.push(`${reader} gets ${message}`);
  }

  #subscribe(reader: number): void {
    this.lines.push(`${reader} subscribe a 1`);
    const isFirst = !this.#readers.has(reader);
    const at = this.lines.length;
    const asked = this.#asked.get(reader) ?? { firstAt: at, answers: 0, all: true };
    this.#asked.set(reader, asked);
    this.#readers.delete(reader);
    this.#stalePlace(reader, at);
    if (this.#value === undefined) {
      this.#readers.set(reader, -1);
      asked.all = false;
      return;
    }
    this.lines.push(`${reader} gets ${this.#value} retain`);
    this.#readers.set(reader, at);
    asked.answers += 1;
    if (isFirst) this.places.push({ kind: 'first-replay', at, wrong: `${reader} gets ${this.#value}` });
  }

  /** With what a value that is over would be wrong as the answer to the SUBSCRIBE before line `at`. */
  #stalePlace(reader: number, at: number): void {
    const { firstAt = 0, answers = 0, all = true } = this.#asked.get(reader) ?? {};
    if (this.#stale === undefined || (!all && answers > 0)) return;
    const wrong = `${reader} gets ${this.#stale} retain`;
    const isLate = !all && this.#staleAt > firstAt;
    if (this.#value === undefined)
      this.places.push({ kind: isLate ? 'cleared-or-late' : 'cleared', at: at - 1, wrong });
    else this.places.push({ kind: isLate ? 'replay-or-late' : 'replay', at, wrong });
  }

  #lifeAndDeath(): void {
    const will = `5 gets f3 ${this.#wills}`;
    this.#wills += 1;
    const end = this.#random.below(5);
    if (end === 0) this.#vanish('will', will, 2_000_000);
    else if (end === 1) this.#vanish('will-or-none', will, 1);
    else if (end === 2) {
      this.lines.push('3 disconnects');
      this.places.push({ kind: 'left', at: this.lines.length - 1, wrong: will });
    } else if (end === 3) this.#beRefused();
    else {
      this.lines.push('3 drops', '3 connect keep present expiry 100 delay 5', 'wait 6000000');
      this.places.push({ kind: 'resumed', at: this.lines.length - 1, wrong: will });
      return;
    }
    this.lines.push('3 connect keep present expiry 100 delay 5');
  }

  /** Its Will comes when the delay is over, and its client is back so long after. */
  #vanish(kind: PlaceKind, will: string, backUs: number): void {
    this.lines.push('3 drops', 'wait 5000000', will);
    this.places.push({ kind, at: this.lines.length - 1 });
    this.lines.push(`wait ${backUs}`);
  }

  #beRefused(): void {
    this.lines.push('3 disconnects', '3 connect keep expiry 100 delay 5 code 135', '3 is closed unanswered');
    this.places.push({ kind: 'refused', at: this.lines.length - 1, wrong: `5 gets f3 ${this.#wills}` });
    this.#wills += 1;
  }
}

interface Breach {
  readonly kind: PlaceKind;
  /** Nothing: it is allowed after all. */
  readonly fails: string;
  readonly spoil: (lines: string[], place: Place) => void;
}

type Spoil = Breach['spoil'];

const put: Spoil = (lines, { at, wrong = '' }) => lines.splice(at + 1, 0, wrong);
const replace: Spoil = (lines, { at, wrong = '' }) => lines.splice(at, 1, wrong);
const leaveOut: Spoil = (lines, { at }) => lines.splice(at, 1);
const repeat: Spoil = (lines, { at }) => lines.splice(at, 0, lines[at] ?? '');
/** Before the wait in front of it. */
const hurry: Spoil = (lines, { at }) => lines.splice(at - 1, 0, ...lines.splice(at, 1));

const BREACHES: Readonly<Record<string, Breach>> = {
  'a value comes that had been replaced': { kind: 'replay', fails: 'R1', spoil: replace },
  'a value comes that may answer an earlier SUBSCRIBE': { kind: 'replay-or-late', fails: '', spoil: replace },
  'a value comes that had been cleared': { kind: 'cleared', fails: 'R1', spoil: put },
  'a cleared value comes that may answer an earlier SUBSCRIBE': {
    kind: 'cleared-or-late',
    fails: '',
    spoil: put,
  },
  'a SUBSCRIBE is not answered': { kind: 'last-replay', fails: 'R1', spoil: leaveOut },
  'a SUBSCRIBE is not answered, and the topic cleared soon after': {
    kind: 'last-replay-or-none',
    fails: '',
    spoil: leaveOut,
  },
  'a SUBSCRIBE is answered twice': { kind: 'first-replay', fails: 'R3', spoil: repeat },
  'a Will is lost': { kind: 'will', fails: 'W1', spoil: leaveOut },
  'a Will is not published because its client was back in the second in which it was due': {
    kind: 'will-or-none',
    fails: '',
    spoil: leaveOut,
  },
  'a Will comes before its delay is over': { kind: 'will', fails: 'W2', spoil: hurry },
  'a Will comes for a refused CONNECT': { kind: 'refused', fails: 'W5', spoil: put },
  'a replay comes without RETAIN': { kind: 'first-replay', fails: 'R3', spoil: replace },
  'a Will comes twice': { kind: 'will', fails: 'W1', spoil: repeat },
  'a Will comes after DISCONNECT': { kind: 'left', fails: 'W1', spoil: put },
  'a Will comes although its session was resumed': { kind: 'resumed', fails: 'W3', spoil: put },
};

const STORIES = 60;
const PLACES_MIN = 5;

function story(seed: number): Story {
  const told = new Story(seededRandom(seed));
  told.tell(10 + (seed % 30));
  return told;
}

function failedIn(lines: readonly string[]): string {
  const failed = judge(lines.join('\n')).findings.filter(({ status }) => status === 'fail');
  return [...new Set(failed.map(({ invariant }) => invariant))].join();
}

test('legal stories of retained messages and Wills pass', (t) => {
  for (let seed = 1; seed <= STORIES; seed += 1)
    t.is(failedIn(story(seed).lines), '', `seed ${seed}\n${story(seed).lines.join('\n')}`);
});

for (const [name, { kind, fails, spoil }] of Object.entries(BREACHES))
  test(fails === '' ? `nothing fails when ${name}` : `exactly ${fails} fails when ${name}`, (t) => {
    let places = 0;
    for (let seed = 1; seed <= STORIES; seed += 1) {
      const { lines, places: found } = story(seed);
      const place = found.filter((one) => one.kind === kind && one.at >= 0).at(-1);
      if (place === undefined) continue;
      places += 1;
      spoil(lines, place);
      t.is(failedIn(lines), fails, `seed ${seed}\n${lines.join('\n')}`);
    }
    t.true(places >= PLACES_MIN, `${places} places`);
  });

/** One writer with several messages under way at once: only its stream says which is the last. */
function pipelined(random: Random): { readonly lines: readonly string[]; readonly last: number } {
  const lines = ['flow 0 qos 1 topic a retain', '0 connect', '1 connect'];
  let next = 0;
  for (let batch = 1 + random.below(3); batch > 0; batch -= 1) {
    const end = next + 1 + random.below(4);
    lines.push(`publish f0 ${next}..${end}`, `ok f0 ${next}..${end}`);
    next = end + 1;
  }
  return { lines: [...lines, '1 subscribe a 1'], last: next - 1 };
}

test('exactly R2 fails when a writer’s last message but one is sent, and nothing when the last is', (t) => {
  for (let seed = 1; seed <= STORIES; seed += 1) {
    const { lines, last } = pipelined(seededRandom(seed));
    const answered = (seq: number): string => failedIn([...lines, `1 gets f0 ${seq} retain`, 'drain']);
    t.is(answered(last), '', `seed ${seed}`);
    t.is(answered(last - 1), 'R2', `seed ${seed}`);
  }
});
