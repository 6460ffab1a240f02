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

interface Place {
  readonly kind: 'replay' | 'first-replay' | 'last-replay' | 'cleared' | 'will' | 'left' | 'resumed';
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
  /** Values that were certainly replaced or cleared, and the present one. */
  #stale: string | undefined;
  #value: string | undefined;
  #wills = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  tell(steps: number): void {
    for (let step = 0; step < steps; step += 1) this.#step();
    for (const [, at] of this.#readers) this.places.push({ kind: 'last-replay', at });
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
    this.#stale = this.#value ?? this.#stale;
    this.#value = message;
  }

  /** Two writers at once: either may be the last. */
  #writeTogether(): void {
    const both = [this.#seq(0), this.#seq(2)];
    this.lines.push(...both.map((one) => `publish ${one}`), ...both.map((one) => `ok ${one}`));
    for (const one of both) this.#passOn(one);
    this.#stale = this.#value ?? this.#stale;
    this.#value = both[this.#random.below(2)];
  }

  #clear(): void {
    this.lines.push(`sent ${this.#seq(1)}`);
    for (const reader of this.#readers.keys()) this.lines.push(`${reader} strays unclear a bytes 0`);
    this.#stale = this.#value ?? this.#stale;
    this.#value = undefined;
  }

  #passOn(message: string): void {
    for (const reader of this.#readers.keys()) this.lines.push(`${reader} gets ${message}`);
  }

  #subscribe(reader: number): void {
    this.lines.push(`${reader} subscribe a 1`);
    const isFirst = !this.#readers.has(reader);
    const at = this.lines.length;
    this.#readers.delete(reader);
    if (this.#value === undefined) {
      if (this.#stale !== undefined)
        this.places.push({ kind: 'cleared', at: at - 1, wrong: `${reader} gets ${this.#stale} retain` });
      this.#readers.set(reader, -1);
      return;
    }
    this.lines.push(`${reader} gets ${this.#value} retain`);
    this.#readers.set(reader, at);
    if (this.#stale !== undefined)
      this.places.push({ kind: 'replay', at, wrong: `${reader} gets ${this.#stale} retain` });
    if (isFirst) this.places.push({ kind: 'first-replay', at, wrong: `${reader} gets ${this.#value}` });
  }

  #lifeAndDeath(): void {
    const will = `5 gets f3 ${this.#wills}`;
    this.#wills += 1;
    const end = this.#random.below(3);
    if (end === 0) {
      this.lines.push('3 drops', 'wait 5000000', will);
      this.places.push({ kind: 'will', at: this.lines.length - 1 });
    } else if (end === 1) {
      this.lines.push('3 disconnects');
      this.places.push({ kind: 'left', at: this.lines.length - 1, wrong: will });
    } else {
      this.lines.push('3 drops', '3 connect keep present expiry 100 delay 5', 'wait 6000000');
      this.places.push({ kind: 'resumed', at: this.lines.length - 1, wrong: will });
      return;
    }
    this.lines.push('3 connect keep present expiry 100 delay 5');
  }
}

interface Breach {
  readonly kind: Place['kind'];
  readonly fails: string;
  readonly spoil: (lines: string[], place: Place) => void;
}

const BREACHES: Readonly<Record<string, Breach>> = {
  'a replay comes without RETAIN': {
    kind: 'first-replay',
    fails: 'R3',
    spoil: (lines, { at, wrong = '' }) => lines.splice(at, 1, wrong),
  },
  'a Will comes twice': {
    kind: 'will',
    fails: 'W1',
    spoil: (lines, { at }) => lines.splice(at, 0, lines[at] ?? ''),
  },
  'a Will comes after DISCONNECT': {
    kind: 'left',
    fails: 'W1',
    spoil: (lines, { at, wrong = '' }) => lines.splice(at + 1, 0, wrong),
  },
  'a Will comes although its session was resumed': {
    kind: 'resumed',
    fails: 'W3',
    spoil: (lines, { at, wrong = '' }) => lines.splice(at + 1, 0, wrong),
  },
};

const STORIES = 60;
const PLACES_MIN = 10;

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
  test(`exactly ${fails} fails when ${name}`, (t) => {
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
