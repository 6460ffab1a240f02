/** When Sessions end by themselves (sections 3.1.2.11.2, 3.2.2.3.2, 3.14.2.2.2, 4.1). */
import { defineCases } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { awaySession, livesOn, presentSession, type SessionScene } from './session-steps.ts';

const KEPT = { sessionS: 60, qos: 1 } as const;

/** A Session that expires after this, and the times to look: soon after, and when even a slow clean-up has come by. */
const EXPIRY_S = 1;
const SOON_MS = 3_000;
/** Has run out by then, and leaves time to come back. */
const RUNNING_S = 2;
const LATE_MS = 10_000;
/** More milliseconds than 31 bits hold, and the longest there is. */
const LONG_S = [3_000_000, 0xffff_fffe] as const;

export const SESSION_EXPIRY_CASES = defineCases(
  {
    ids: { 5: '5:3.1.2-23' },
    part: 'for-ever',
    title: 'a Session that shall never expire is there again',
    needs: KEPT,
    run: async (c) => isThereAgain(c, 0xffff_ffff),
  },
  {
    ids: { 5: '5:3.1.2-23' },
    part: 'long',
    title: 'a Session that expires in weeks, or after a century, is there again',
    needs: KEPT,
    run: async (c) => isThereAgain(c, ...LONG_S),
  },
  {
    ids: { 5: '5:4.1.0-2' },
    title: 'a Session ends when its expiry interval has passed',
    needs: { qos: 1 },
    lastsMs: SOON_MS,
    run: async (c) => {
      const sessions = [await awaySession(c, EXPIRY_S), await awaySession(c, EXPIRY_S)];
      await c.wait(SOON_MS);
      const [soon, late] = sessions;
      if (soon === undefined || late === undefined || !(await livesOn(c, soon))) return;
      await c.wait(LATE_MS - SOON_MS);
      const expected = `no Session ${LATE_MS / 1000} s after an expiry of ${EXPIRY_S} s`;
      c.claim(!(await livesOn(c, late)), expected, 'its subscription is in force');
      c.note(`the Session was still there ${SOON_MS / 1000} s after an expiry of ${EXPIRY_S} s`);
    },
  },
  {
    ids: { 5: '5:4.1.0-2' },
    part: 'shortened',
    title: 'the expiry interval of the last CONNECT ends the Session, not that of an earlier one',
    needs: { qos: 1 },
    lastsMs: SOON_MS,
    run: async (c) => {
      const sessions = [await shortened(c), await shortened(c)];
      await c.wait(SOON_MS);
      const [soon, late] = sessions;
      if (soon === undefined || late === undefined || !(await livesOn(c, soon))) return;
      await c.wait(LATE_MS - SOON_MS);
      const expected = `no Session ${LATE_MS / 1000} s after an expiry of ${EXPIRY_S} s`;
      c.claim(!(await livesOn(c, late)), expected, 'its subscription is in force');
    },
  },
  {
    ids: { 5: '5:4.1.0-2' },
    part: 'absent',
    title:
      'a CONNECT without Session Expiry Interval has the Session end with its connection, whatever was said before',
    needs: KEPT,
    run: async (c) => {
      c.require(
        !(await livesOn(c, await awaySession(c, 0))),
        'no Session ends with its connection, though the interval be 0',
      );
      const scene = await awaySession(c);
      const again = await c.connect({ clientId: scene.clientId, cleanStart: false });
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      await again.disconnect();
      c.claim(!(await livesOn(c, scene)), 'no Session', 'its subscription is in force');
    },
  },
  {
    ids: { 5: '5:4.1.0-1' },
    part: 'resumed',
    title: 'the expiry interval of a Session does not run while its client is connected',
    needs: { qos: 1 },
    lastsMs: SOON_MS,
    run: async (c) => {
      const { clientId, topic, publisher } = await awaySession(c, RUNNING_S);
      const again = await c.connectKept(clientId, c.keeping(RUNNING_S));
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      const control = await c.connect();
      await control.subscribe({ filter: topic, qos: 1 });
      await publisher.store({ topic, qos: 1, text: 'early' });
      for (const client of [control, again]) await client.needMessage('early');
      await c.wait(SOON_MS);
      await publisher.store({ topic, qos: 1, text: 'late' });
      await control.needMessage('late');
      await again.expectMessage('late', 'the subscription to last while the connection does');
    },
  },
  {
    ids: { 5: '5:U-3.2.2.3.2-1' },
    title: 'the expiry interval of CONNACK is in force, or that of CONNECT where it has none',
    needs: { sessionS: 10, qos: 1 },
    lastsMs: 2_500,
    run: async (c) => {
      c.require(await livesOn(c, await awaySession(c, 100)), 'Sessions are not kept');
      const scene = await awaySession(c, 100);
      await c.wait(2_500);
      c.claim(await livesOn(c, scene), 'the Session to live on', 'its subscription is gone');
    },
  },
  {
    ids: { 5: '5:U-3.14.2.2.2-2' },
    part: 'shortened',
    title: 'an expiry interval of 0 in DISCONNECT ends the Session',
    needs: KEPT,
    run: async (c) => {
      c.require(
        !(await livesOn(c, await awaySession(c, 0))),
        'no expiry interval ends a Session [5:4.1.0-2]',
      );
      const scene = await presentSession(c);
      await scene.client.disconnect(0, { sessionExpiryInterval: 0 });
      c.claim(!(await livesOn(c, scene)), 'no Session', 'its subscription is in force');
    },
  },
  {
    ids: { 5: '5:U-3.14.2.2.2-2' },
    part: 'extended',
    title: 'a longer expiry interval in DISCONNECT replaces the one of CONNECT',
    needs: KEPT,
    lastsMs: SOON_MS,
    run: async (c) => {
      const control = await awaySession(c, 60);
      const scene = await presentSession(c, EXPIRY_S);
      await scene.client.disconnect(0, { sessionExpiryInterval: 60 });
      await c.wait(SOON_MS);
      c.require(await livesOn(c, control), 'Sessions are not kept');
      c.claim(await livesOn(c, scene), 'the Session to live on', 'its subscription is gone');
    },
  },
);

/** Whether Sessions that shall last so long are there when their clients come back at once. */
async function isThereAgain(c: CaseContext, ...intervalsS: readonly number[]): Promise<void> {
  const brief = c.clientId();
  await (await c.connectKept(brief, c.keeping(60))).disconnect();
  c.require((await c.connectKept(brief)).connack?.sessionPresent === true, 'no Session is kept');
  for (const intervalS of intervalsS) {
    const clientId = c.clientId();
    await (await c.connectKept(clientId, c.keeping(intervalS))).disconnect();
    await c.wait(c.timing.quietMs);
    const again = await c.connectKept(clientId);
    c.claim(
      again.connack?.sessionPresent === true,
      `Session Present 1, after an interval of ${intervalS} s`,
      'Session Present is 0',
    );
  }
}

/** A Session that was to last, resumed by a connection after which it is to last no longer than a moment. */
async function shortened(c: CaseContext): Promise<SessionScene> {
  const scene = await awaySession(c);
  const again = await c.connectKept(scene.clientId, c.keeping(EXPIRY_S));
  c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
  await again.disconnect();
  return scene;
}
