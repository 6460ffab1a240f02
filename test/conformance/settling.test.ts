/** A target on which subscriptions come into force a while behind SUBACK. */
import test from 'ava';
import type { Intercept } from '../../src/broker/intercept.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { VERSIONS } from '../support/broker-harness.ts';
import { runSimulated } from './simulated-target.ts';

const ABOUT = /\/(?:behind-suback|topic-in-use|subscribed-again|deleted|no-gap|live-qos-1)$/u;
const ID = { 4: '311:4.5.0-1/behind-suback', 5: '5:4.5.0-1/behind-suback' } as const;

/** Subscriptions that nobody finds until so long after their SUBSCRIBE. */
function slow(delayMs: number): (options: BrokerOptions) => BrokerOptions {
  return (options) => {
    const sinceUs = new Map<string, number>();
    const nowUs = (): number => options.clock?.nowUs() ?? 0;
    const isInForce = (clientId: string, filter: string): boolean =>
      nowUs() - (sinceUs.get(`${clientId} ${filter}`) ?? 0) >= delayMs * 1_000;
    const intercept: Intercept = {
      incoming: ({ clientId }, packet) => {
        if (packet.type === PacketType.subscribe)
          for (const { filter } of packet.subscriptions)
            if (!sinceUs.has(`${clientId} ${filter}`)) sinceUs.set(`${clientId} ${filter}`, nowUs());
        return [packet];
      },
      matches: (topic, match) => {
        const { subscriptions, groups } = match(topic);
        return {
          groups,
          subscriptions: subscriptions.filter(({ session, filter }) => isInForce(session.clientId, filter)),
        };
      },
    };
    return { ...options, intercept };
  };
}

async function judged(version: 4 | 5, delayMs: number, settleMs?: number) {
  const { facts, outcomes } = await runSimulated({
    version,
    cases: CASES.filter(({ id }) => ABOUT.test(id)),
    alter: slow(delayMs),
    profile: { name: 'slow', ...(settleMs === undefined ? {} : { settleMs }) },
  });
  const odd = outcomes.filter(({ verdict }) => verdict !== 'pass');
  return { facts, odd: Object.fromEntries(odd.map((one) => [one.case.id, one.verdict])) };
}

for (const version of VERSIONS) {
  test(`a target that takes its time after SUBACK is given it, and one warning tells (${version})`, async (t) => {
    const { facts, odd } = await judged(version, 250);
    t.is(facts.settleMs, 900);
    t.deepEqual(odd, { [ID[version]]: 'warn' });
  });

  test(`a profile may say how long that is (${version})`, async (t) => {
    const { facts, odd } = await judged(version, 250, 300);
    t.is(facts.settleMs, 300);
    t.deepEqual(odd, { [ID[version]]: 'skipped' });
  });

  test(`no time is given where SUBACK is true at once (${version})`, async (t) => {
    const { facts, odd } = await judged(version, 0);
    t.is(facts.settleMs, 0);
    t.deepEqual(odd, {});
  });
}
