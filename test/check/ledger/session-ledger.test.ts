import test from 'ava';
import { CheckFold } from '../../../src/check/fold.ts';
import type { SessionState } from '../../../src/check/ledger/session-state.ts';
import { replay } from '../../../src/history/observation.ts';
import { writtenHistory } from '../support/history-language.ts';

function sessionsOf(text: string): readonly SessionState[] {
  const { catalog, observations } = writtenHistory(text);
  const fold = new CheckFold({ catalog });
  replay(observations, fold);
  return fold.snapshot().parts[0]?.sessions.sessions ?? [];
}

test('a session goes on over a resume, with both connections', (t) => {
  const [session, ...others] = sessionsOf(`
    1 connect keep
    1 subscribe a 1
    1 drops
    1 connect keep present
  `);
  t.is(others.length, 0);
  t.is(session?.connections.length, 2);
  t.is(session?.mayEndUs, Infinity);
});

test('a Clean Start ends the session from CONNECT on, at the latest with CONNACK', (t) => {
  const [old, fresh] = sessionsOf(`
    1 connect keep
    1 subscribe a 1
    1 drops
    1 connect
    1 subscribe a 1
  `);
  const again = fresh?.connections[0];
  t.like(old, { end: 'clean-start', mayEndUs: again?.connectUs, endedUs: again?.connackUs });
});

test('a session without expiry ends with its connection, and with the last word heard when the broker closed it', (t) => {
  const [ours] = sessionsOf('1 connect \n 1 subscribe a 1 \n 1 disconnects');
  t.is(ours?.end, 'closed');
  t.is(ours?.mayEndUs, ours?.connections[0]?.closedUs);
  const [theirs] = sessionsOf('1 connect \n 1 subscribe a 1 \n 1 is closed');
  t.is(theirs?.end, 'server-closed');
  t.is(theirs?.mayEndUs, theirs?.subscriptions[0]?.grants[0]?.subackUs);
});

test('a session may end when its expiry has passed since the connection ended', (t) => {
  const [session] = sessionsOf('1 connect keep expiry 5 \n 1 subscribe a 1 \n 1 drops');
  t.is(session?.mayEndUs, (session?.connections[0]?.closedUs ?? 0) + 5_000_000);
  t.is(session?.endedUs, Infinity);
});

test('subscribing again to a filter adds a grant, subscribing after UNSUBSCRIBE begins anew', (t) => {
  const [session] = sessionsOf(`
    1 connect
    1 subscribe a 1
    1 subscribe a 2
    1 unsubscribe a
    1 subscribe a 0
  `);
  t.deepEqual(
    session?.subscriptions.map(({ grants }) => grants.map(({ code }) => code)),
    [[1, 2], [0]],
  );
});

test('sessions that nothing was subscribed on or delivered to are forgotten once they have ended', (t) => {
  t.is(sessionsOf('1 connect \n 1 disconnects \n 1 connect \n 1 disconnects \n 1 connect').length, 1);
});

test('a session that the broker resumes and nobody here began is inherited', (t) => {
  t.true(sessionsOf('1 connect keep present')[0]?.inherited);
});
