import test from 'ava';
import { CheckFold } from '../../src/check/fold.ts';
import { outstanding, type Outstanding } from '../../src/check/outstanding.ts';
import { replay } from '../../src/history/observation.ts';
import { writtenHistory } from './support/history-language.ts';
import { QOS0, QOS1, QOS2 } from './support/scenes.ts';

const LATER_US = 1e9;

function outstandingIn(text: string): Outstanding {
  const { catalog, observations } = writtenHistory(text);
  const fold = new CheckFold({ catalog });
  replay(observations, fold);
  return outstanding(fold.snapshot(), { catalog, startedUs: 0 }, { nowUs: LATER_US });
}

test('what is acknowledged and has not arrived is outstanding', (t) => {
  t.deepEqual(outstandingIn(`${QOS1} sent f0 0..9 \n 1 gets f0 0..6`), { owed: 3, atQos0: 0, releases: 0 });
});

test('nothing is outstanding once all has arrived', (t) => {
  t.deepEqual(outstandingIn(`${QOS1} sent f0 0..9 \n 1 gets f0 0..9`), { owed: 0, atQos0: 0, releases: 0 });
});

test('of several subscriptions the copy at the highest QoS is outstanding', (t) => {
  const text = (qos: number): string => `
    flow 0 qos 1 topic a/b
    0 connect
    1 connect
    1 subscribe a/# 1
    1 subscribe a/b 0
    sent f0 0..3
    1 gets f0 0..3 qos ${qos}`;
  t.is(outstandingIn(text(1)).owed, 0);
  t.is(outstandingIn(text(0)).owed, 4);
});

test('QoS 0 is counted apart, for it may never come', (t) => {
  t.deepEqual(outstandingIn(`${QOS0} publish f0 0..9 \n 1 gets f0 0..6`), {
    owed: 0,
    atQos0: 3,
    releases: 0,
  });
});

test('nothing is outstanding for a client that is away', (t) => {
  t.deepEqual(outstandingIn(`${QOS1} sent f0 0..9 \n 1 disconnects`), { owed: 0, atQos0: 0, releases: 0 });
});

const EXCHANGE = `${QOS2} sent f0 0 \n 1 gets f0 0 id 12 open`;

test('a QoS 2 exchange is outstanding from PUBREC to PUBREL', (t) => {
  t.is(outstandingIn(EXCHANGE).releases, 0);
  t.deepEqual(outstandingIn(`${EXCHANGE} \n 1 pubrec 12`), { owed: 0, atQos0: 0, releases: 1 });
  t.is(outstandingIn(`${EXCHANGE} \n 1 pubrec 12 \n 1 pubrel 12`).releases, 0);
  t.is(outstandingIn(`${EXCHANGE} \n 1 pubrec 12 \n 1 disconnects`).releases, 0);
});
