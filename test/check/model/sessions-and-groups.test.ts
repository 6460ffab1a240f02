/**
 * Legal histories of sessions that are left, resumed, begun anew and taken over, and of Shared Subscriptions whose members come
 * and go; then broken in one way, for which exactly the named invariants must fail.
 */
import test from 'ava';
import { seededRandom, type Random } from '../../../src/base/random.ts';
import { judge } from '../support/judge.ts';

interface Place {
  readonly kind: string;
  /** Index of the line. */
  readonly at: number;
  /** What would be wrong there. */
  readonly wrong?: readonly string[];
}

interface Story {
  readonly lines: string[];
  readonly places: readonly Place[];
}

const LEAST_EXPIRED_US = 120_000_000;
/** So many messages in a row that are missing are not lost one by one. */
const BATCH = 3;

/** Client 0 publishes f0, client 1 has the session. */
class SessionStory implements Story {
  readonly lines = ['flow 0 qos 1 topic a', '0 connect', '1 connect expiry 100', '1 subscribe a 1'];
  readonly places: Place[] = [];
  readonly #random: Random;
  #next = 0;
  #connection = 1;

  constructor(random: Random, steps: number) {
    this.#random = random;
    for (let step = 0; step < steps; step += 1) this.#step();
    this.#receive(this.#send());
    this.lines.push('drain');
  }

  #step(): void {
    const choice = this.#random.below(6);
    if (choice < 2) this.#receive(this.#send());
    else if (choice < 4) this.#resume();
    else if (choice === 4) this.#beginAnew();
    else if (this.#random.below(2) === 0) this.#takeOver();
    else this.#expire();
  }

  #send(): string {
    const batch = `f0 ${this.#next}..${this.#next + BATCH - 1}`;
    this.#next += BATCH;
    this.lines.push(`sent ${batch}`);
    return batch;
  }

  #receive(batch: string): void {
    this.lines.push(`1 gets ${batch}`);
  }

  #leave(): void {
    this.lines.push(this.#random.below(2) === 0 ? '1 drops' : '1 disconnects');
  }

  #connect(how: string): number {
    this.#connection += 1;
    return this.lines.push(`1 connect ${how} expiry 100`) - 1;
  }

  #resume(): void {
    this.#leave();
    const waited = this.#random.below(2) === 0 ? this.#send() : undefined;
    const at = this.#connect('keep present');
    this.places.push({ kind: 'resumed', at });
    if (waited === undefined) return;
    this.#receive(waited);
    this.places.push({ kind: 'queue', at: this.lines.length - 1 });
  }

  /** Clean Start: what waits for the old session is gone with it. */
  #beginAnew(): void {
    this.#leave();
    const gone = this.#send();
    const at = this.#connect('');
    this.places.push({ kind: 'begun', at, wrong: [`1 gets ${gone}`] });
    this.lines.push('1 subscribe a 1');
  }

  #takeOver(): void {
    const old = this.#connection;
    this.#connection += 1;
    this.lines.push('1 connecting keep expiry 100', `1 is disconnected on ${old}`, '1 connack present');
    this.places.push({ kind: 'taken-over', at: this.lines.length - 2, wrong: [`1 drops on ${old}`] });
  }

  #expire(): void {
    this.#leave();
    this.lines.push(`wait ${LEAST_EXPIRED_US}`);
    this.places.push({ kind: 'expired', at: this.#connect('keep') });
    this.lines.push('1 subscribe a 1');
  }
}

interface GroupPlace extends Place {
  /**
   * A connection that breaks later would explain it: nobody sees which messages a broker had acknowledgements for by then, and
   * those that it had none for may go to another member.
   */
  readonly explainable: boolean;
}

/** Client 0 publishes f0 and f1; 1 to 3 are members of a group, 4 subscribes to the same on its own. */
class GroupStory implements Story {
  places: GroupPlace[] = [];
  readonly lines = [
    'flow 0 qos 1 topic jobs',
    'flow 0 qos 2 topic jobs',
    '0 connect',
    ...[1, 2, 3, 4].map((client) => `${client} connect keep`),
    ...[1, 2, 3].map((member) => `${member} subscribe $share/g/jobs 2`),
    '4 subscribe jobs 2',
  ];
  readonly #random: Random;
  readonly #next = [0, 0];
  readonly #away = new Set<number>();
  /** The line in which a member left last. */
  #leftAt = -1;

  constructor(random: Random, steps: number) {
    this.#random = random;
    for (let step = 0; step < steps; step += 1) this.#step();
    for (const member of this.#away) this.lines.push(`${member} connect keep present`);
    this.lines.push('drain');
    this.places = this.places.filter((place) => !place.explainable || place.at > this.#leftAt);
  }

  #step(): void {
    const choice = this.#random.below(5);
    if (choice < 3) this.#job();
    else if (choice === 3) this.#refusedJob();
    else this.#comeOrGo();
  }

  /** Members that are there, in some order. */
  #members(): number[] {
    const there = [1, 2, 3].filter((member) => !this.#away.has(member));
    const turn = this.#random.below(there.length);
    return [...there.slice(turn), ...there.slice(0, turn)];
  }

  #send(): string {
    const flow = this.#random.below(2);
    const seq = this.#next[flow] ?? 0;
    this.#next[flow] = seq + 1;
    this.lines.push(`sent f${flow} ${seq}`, `4 gets f${flow} ${seq}`);
    return `f${flow} ${seq}`;
  }

  #job(): void {
    const message = this.#send();
    const [member, other] = this.#members();
    this.lines.push(`${member} gets ${message}`);
    const at = this.lines.length - 1;
    const atQos1 = message.startsWith('f0');
    this.#place('job', at, `${member} gets ${message} qos 0`);
    this.#place(atQos1 ? 'plain-1' : 'plain-2', at - 1);
    if (other !== undefined) this.#place('second', at, `${other} gets ${message}`, atQos1);
  }

  #refusedJob(): void {
    const message = this.#send();
    const [member, other] = this.#members();
    this.lines.push(`${member} gets ${message} declined`);
    if (other === undefined) return;
    this.#place('refused', this.lines.length - 1, `${other} gets ${message}`, true);
  }

  #comeOrGo(): void {
    const [back] = this.#away;
    if (back !== undefined) {
      this.#away.delete(back);
      this.lines.push(`${back} connect keep present`);
    } else {
      const member = 1 + this.#random.below(3);
      this.#away.add(member);
      this.#leftAt = this.lines.length;
      this.lines.push(`${member} disconnects`);
    }
  }

  #place(kind: string, at: number, wrong = '', explainable = false): void {
    this.places.push({ kind, at, wrong: [wrong], explainable });
  }
}

interface Breach {
  readonly kind: string;
  readonly fails: string;
  readonly spoil: (lines: string[], place: Place) => void;
}

const put: Breach['spoil'] = (lines, { at, wrong = [] }) => lines.splice(at + 1, 0, ...wrong);
const replace: Breach['spoil'] = (lines, { at, wrong = [] }) => lines.splice(at, 1, ...wrong);
const leaveOut: Breach['spoil'] = (lines, { at }) => lines.splice(at, 1);
/** The story ends there, with another word of the broker. */
const endWith =
  (change: (line: string) => readonly string[]): Breach['spoil'] =>
  (lines, { at }) =>
    lines.splice(at, Infinity, ...change(lines[at] ?? ''), 'drain');

const OF_SESSIONS: Readonly<Record<string, Breach>> = {
  'a session that lives is not there': {
    kind: 'resumed',
    fails: 'S1',
    spoil: endWith((line) => [line.replace(' present', '')]),
  },
  'a session outlives its Session Expiry Interval': {
    kind: 'expired',
    fails: 'S1',
    spoil: endWith((line) => [`${line} present`]),
  },
  'Clean Start is answered with Session Present': {
    kind: 'begun',
    fails: 'S1',
    spoil: endWith((line) => [`${line} present`]),
  },
  'a resumed session has lost its subscription': {
    kind: 'resumed',
    fails: 'Q1-1,S2',
    spoil: endWith((line) => [line, `sent f0 1000..${999 + BATCH}`]),
  },
  'nothing of what waited for a session comes': {
    kind: 'queue',
    fails: 'Q1-1,S2',
    spoil: endWith(() => []),
  },
  'what waited for a session comes in spite of Clean Start': { kind: 'begun', fails: 'H2,S3', spoil: put },
  'the connection that was taken over stays open': {
    kind: 'taken-over',
    fails: 'S4',
    spoil: (lines, place) => {
      const [connack = ''] = lines.splice(place.at + 1, 1);
      lines.splice(place.at, 1, connack, 'wait 5000000', ...(place.wrong ?? []));
    },
  },
};

const OF_GROUPS: Readonly<Record<string, Breach>> = {
  'no member gets a message': { kind: 'job', fails: 'G1', spoil: leaveOut },
  'two members get a message': { kind: 'second', fails: 'G2', spoil: put },
  'a message that a member has refused goes to another': { kind: 'refused', fails: 'G3', spoil: put },
  'a member gets a message below its QoS': { kind: 'job', fails: 'G4', spoil: replace },
  'who subscribed beside the group gets nothing': { kind: 'plain-1', fails: 'Q1-1', spoil: leaveOut },
  'who subscribed beside the group gets nothing at QoS 2': {
    kind: 'plain-2',
    fails: 'Q2-1',
    spoil: leaveOut,
  },
};

const STORIES = 60;
const PLACES_MIN = 10;

function failedIn(lines: readonly string[]): string {
  const failed = judge(lines.join('\n')).findings.filter(({ status }) => status === 'fail');
  return [...new Set(failed.map(({ invariant }) => invariant))].sort().join();
}

const TOLD = {
  sessions: {
    breaches: OF_SESSIONS,
    tell: (seed: number) => new SessionStory(seededRandom(seed), 4 + (seed % 12)),
  },
  groups: {
    breaches: OF_GROUPS,
    tell: (seed: number) => new GroupStory(seededRandom(seed), 5 + (seed % 20)),
  },
};

for (const [what, { breaches, tell }] of Object.entries(TOLD)) {
  test(`legal stories of ${what} pass`, (t) => {
    for (let seed = 1; seed <= STORIES; seed += 1)
      t.is(failedIn(tell(seed).lines), '', `seed ${seed}\n${tell(seed).lines.join('\n')}`);
  });

  for (const [name, { kind, fails, spoil }] of Object.entries(breaches))
    test(`exactly ${fails} fails when ${name}`, (t) => {
      let places = 0;
      for (let seed = 1; seed <= STORIES; seed += 1) {
        const { lines, places: found } = tell(seed);
        const place = found.filter((one) => one.kind === kind).at(-1);
        if (place === undefined) continue;
        places += 1;
        spoil(lines, place);
        t.is(failedIn(lines), fails, `seed ${seed}\n${lines.join('\n')}`);
      }
      t.true(places >= PLACES_MIN, `${places} places`);
    });
}
