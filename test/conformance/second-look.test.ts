/** What does not come in time is looked at twice before it counts against a target. */
import test from 'ava';
import { CASES } from '../../src/conformance/cases/index.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import { runSimulated } from './simulated-target.ts';
import type { Tamper } from './tampered-dial.ts';

const ID = '311:4.3.3-1/pubrel';
const CASE = CASES.filter(({ id }) => id === ID);

/** Keeps so many PUBRELs back, and counts all. */
function withholding(count: number): { readonly tamper: Tamper; seen: number } {
  const state = {
    seen: 0,
    tamper: () => ({
      toClient: (packet: Packet): readonly Packet[] => {
        if (packet.type !== PacketType.pubrel) return [packet];
        state.seen += 1;
        return state.seen <= count ? [] : [packet];
      },
    }),
  };
  return state;
}

async function lookedAt(count: number, known?: ReadonlySet<string>) {
  const target = withholding(count);
  const options = { version: 4, cases: CASE, tamper: target.tamper } as const;
  const { outcomes } = await runSimulated({
    ...options,
    ...(known === undefined ? {} : { knownFailures: known }),
  });
  const [outcome] = outcomes;
  const lastedMs = ((outcome?.endedUs ?? 0) - (outcome?.startedUs ?? 0)) / 1000;
  return { verdict: outcome?.verdict, notes: outcome?.notes ?? [], lastedMs, looks: target.seen };
}

test.serial('what comes the second time is no violation, and told', async (t) => {
  const { verdict, notes, looks } = await lookedAt(1);
  t.is(verdict, 'pass');
  t.is(looks, 2);
  t.true(notes.some((note) => note.startsWith('the first time: nothing came')));
});

test.serial(
  'what does not come the second time either is one, after more than an answer may take',
  async (t) => {
    const { verdict, lastedMs, looks } = await lookedAt(2);
    t.is(verdict, 'fail');
    t.is(looks, 2);
    t.true(lastedMs >= 3_750, `${lastedMs} ms of simulated time`);
  },
);

test.serial('an expected failure is not waited for twice', async (t) => {
  const { verdict, lastedMs, looks } = await lookedAt(2, new Set([ID]));
  t.is(verdict, 'fail');
  t.is(looks, 1);
  t.true(lastedMs < 2_500, `${lastedMs} ms of simulated time`);
});
