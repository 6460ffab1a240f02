/** A target that sends what has waited once in a while, and not as soon as the client is back. */
import test from 'ava';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { VERSIONS } from '../support/broker-harness.ts';
import { runSimulated } from './simulated-target.ts';

const ABOUT = /:(?:3\.1\.2-5|4\.5\.0-1)\/away$/u;

/** What is for a client that is away comes so long after it was published. */
function late(delayMs: number): (options: BrokerOptions) => BrokerOptions {
  return (options) => ({
    ...options,
    intercept: {
      deliver: (session, delivery, emit) => {
        if (session.outlet !== undefined) emit(delivery);
        else options.timers?.schedule(delayMs, () => emit(delivery));
      },
    },
  });
}

async function judged(version: 4 | 5, delayMs: number) {
  const cases = CASES.filter(({ id }) => ABOUT.test(id));
  const { outcomes } = await runSimulated({ version, cases, alter: late(delayMs) });
  return outcomes.filter(({ verdict }) => verdict !== 'skipped');
}

for (const version of VERSIONS) {
  test(`what waited may come a while after the client is back (${version})`, async (t) => {
    const outcomes = await judged(version, 12_000);
    t.true(outcomes.length > 0);
    for (const { verdict, notes } of outcomes) {
      t.is(verdict, 'pass');
      t.true(notes.some((note) => note.startsWith('the first time: nothing came')));
    }
  });

  test(`what has not come after a good while is lost (${version})`, async (t) => {
    const outcomes = await judged(version, 60_000);
    t.true(outcomes.length > 0);
    for (const { verdict } of outcomes) t.is(verdict, 'fail');
  });
}
