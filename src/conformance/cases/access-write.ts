/** Access rules of the target, as its profile declares them: what a principal must not publish has no effect on any way. */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { publishPacket, textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { refusedOnes, whoMay, type DeclaredPrincipal } from '../principals.ts';
import {
  attempt,
  claimUnheard,
  denials,
  knock,
  permittedReader,
  permittedTopic,
  presupposes,
  qosOf,
  type Answer,
  type Denial,
} from './access-steps.ts';

const DENIED = { profile: 'denied-publish' } as const;
const ALIAS = 1;

export const ACCESS_WRITE_CASES = defineCases(
  {
    ids: { 4: '311:ACL-2', 5: '5:ACL-2' },
    title: 'a PUBLISH that is not allowed is not delivered',
    needs: DENIED,
    run: async (c) => eachDenied(c, async (denial) => published(c, denial, 0)),
  },
  {
    ids: { 4: '311:ACL-2', 5: '5:ACL-2' },
    part: 'retained',
    title: 'a PUBLISH that is not allowed neither replaces nor removes what is retained',
    needs: { ...DENIED, retain: true },
    run: async (c) => eachDenied(c, async (denial) => replaced(c, denial)),
  },
  {
    ids: { 4: '311:ACL-f', 5: '5:ACL-f' },
    title: 'a PUBLISH that is refused, or acknowledged and not allowed, is not delivered',
    needs: { ...DENIED, qos: 1 },
    run: async (c) => {
      for (const qos of [1, 2] as const)
        if (qos <= c.facts.maximumQos) await eachDenied(c, async (denial) => published(c, denial, qos));
    },
  },
  {
    ids: { 4: '311:ACL-c', 5: '5:ACL-c' },
    title: 'a Will to a topic that its client must not publish to is not delivered',
    needs: DENIED,
    run: async (c) => eachOtherwiseDenied(c, async (denial) => willed(c, denial)),
  },
  {
    ids: { 5: '5:ACL-h' },
    title: 'a PUBLISH that names a denied topic by its alias is not delivered',
    needs: { ...DENIED, topicAlias: true },
    run: async (c) => eachOtherwiseDenied(c, async (denial) => aliased(c, denial)),
  },
  {
    ids: { 4: '311:3.3.5-2' },
    title: 'a PUBLISH that is not allowed is acknowledged as usual, or ends the connection',
    needs: { ...DENIED, qos: 1 },
    run: async (c) => answered(c),
  },
  {
    ids: { 5: '5:3.3.4-1' },
    part: 'denied',
    title: 'a PUBLISH that is not allowed is answered, or ends the connection',
    needs: { ...DENIED, qos: 1 },
    run: async (c) => answered(c),
  },
  {
    ids: { 5: '5:ACL-3' },
    // No sentence demands it, but a client that is told 0x00 has no way to know.
    level: 'SHOULD',
    title: 'a PUBLISH that is not allowed is refused by its acknowledgement, or ends the connection',
    needs: { ...DENIED, qos: 1 },
    run: async (c) => {
      await eachAnswer(c, (answer, qos) => {
        const shown = answer.kind === 'answered' ? `0x${answer.reasonCode.toString(16)}` : 'nothing';
        const isTold = answer.kind === 'ended' || (answer.kind === 'answered' && answer.reasonCode >= 0x80);
        c.claim(
          isTold,
          'a Reason Code of 0x80 or above, or the end of the connection',
          `${shown} at QoS ${qos}`,
        );
      });
    },
  },
  {
    ids: { 5: '5:4.3.3-9' },
    title: 'after a refusing PUBREC the identifier stands for a new message',
    needs: { ...DENIED, qos: 2 },
    run: async (c) => reused(c),
  },
  {
    ids: { 4: '311:3.1.4-5', 5: '5:3.1.4-6' },
    part: 'credentials',
    title: 'what a client has sent that is refused for its credentials has no effect',
    needs: { profile: 'refused' },
    run: async (c) => {
      const all = refusedOnes(c.facts.profile);
      // A certificate is refused before anything can be sent behind it.
      const some = all.filter(({ dial }) => dial === undefined);
      if (some.length === 0) throw c.skip('all principals that are refused have certificates');
      for (const wrong of some) await refusedPublish(c, wrong);
    },
  },
  {
    ids: { 4: '311:ACL-c', 5: '5:ACL-c' },
    part: 'refused',
    title: 'the Will of a client that is refused for its credentials is not delivered',
    needs: { profile: 'refused' },
    run: async (c) => {
      for (const wrong of refusedOnes(c.facts.profile)) await refusedWill(c, wrong);
    },
  },
);

async function eachDenied(c: CaseContext, look: (denial: Denial) => Promise<void>): Promise<void> {
  for (const denial of denials(c, 'publish')) await look(denial);
}

/** Everything that is denied, once it is seen to be by the plainest way. */
async function eachOtherwiseDenied(c: CaseContext, look: (denial: Denial) => Promise<void>): Promise<void> {
  await eachDenied(c, async (denial) => {
    await presupposes('ACL-2', async () => published(c, denial, 0));
    await look(denial);
  });
}

async function published(c: CaseContext, denial: Denial, qos: 0 | 1 | 2): Promise<void> {
  const reader = await permittedReader(c, denial);
  const client = await c.connect({}, denial.stranger);
  const text = `denied ${c.name()}`;
  await attempt(client, { topic: denial.topic, qos, text });
  await claimUnheard(c, denial, { reader, text });
}

async function replaced(c: CaseContext, { topic, stranger, writer, reader }: Denial): Promise<void> {
  c.cleansAs(writer, topic);
  const text = `retained ${c.name()}`;
  const publisher = await c.connect({}, writer);
  await publisher.store({ topic, qos: qosOf(c, 1), retain: true, text });
  const first = await c.connect({}, reader);
  await first.subscribe(topic);
  await first.needMessage(text);
  const expected = `the message of ${writer.name} retained as before`;
  for (const denied of [`denied ${c.name()}`, '']) {
    const client = await c.connect({}, stranger);
    await attempt(client, { topic, qos: qosOf(c, 1), retain: true, text: denied });
    const late = await c.connect({}, reader);
    await late.subscribe(topic);
    const replay = textOf(await late.expect(PacketType.publish, expected));
    c.claim(replay === text, expected, `${replay} is retained`);
  }
}

async function willed(c: CaseContext, denial: Denial): Promise<void> {
  const { topic, stranger, writer } = denial;
  const reader = await permittedReader(c, denial);
  const [text, control] = [`denied ${c.name()}`, `control ${c.name()}`];
  const willOf = (payload: string) => ({
    will: { topic, payload: Buffer.from(payload), qos: 0 as const, retain: false },
  });
  const { client, connack } = await c.attempt(willOf(text), stranger);
  if (connack?.reasonCode === 0) client.drop();
  else c.note('it is refused at CONNECT');
  (await c.connect(willOf(control), writer)).drop();
  await reader.needMessage(control);
  await claimUnheard(c, denial, { reader, text });
}

async function aliased(c: CaseContext, denial: Denial): Promise<void> {
  const { topic, stranger } = denial;
  const reader = await permittedReader(c, denial);
  const client = await c.connect({}, stranger);
  const text = `denied ${c.name()}`;
  const properties = { topicAlias: ALIAS };
  await attempt(client, { topic, text, properties });
  if (!client.isOver) await attempt(client, { topic: '', text, properties });
  await claimUnheard(c, denial, { reader, text });
}

async function eachAnswer(c: CaseContext, look: (answer: Answer, qos: 1 | 2) => void): Promise<void> {
  await eachDenied(c, async ({ topic, stranger, writer }) => {
    for (const qos of [1, 2] as const) {
      if (qos > c.facts.maximumQos) continue;
      const client = await c.connect({}, stranger);
      // What is allowed is answered, or the silence is about acknowledgements.
      await (await c.connect({}, writer)).store({ topic, qos, text: `control ${c.name()}` });
      look(await attempt(client, { topic, qos, text: `denied ${c.name()}` }), qos);
    }
  });
}

async function answered(c: CaseContext): Promise<void> {
  await eachAnswer(c, (answer, qos) => {
    if (answer.kind !== 'unanswered') return;
    throw c.late('an acknowledgement, or the end of the connection', `neither came at QoS ${qos}`);
  });
}

async function reused(c: CaseContext): Promise<void> {
  const [denial] = denials(c, 'publish');
  if (denial === undefined) throw c.skip('nothing is denied');
  const { topic, stranger } = denial;
  const allowed = permittedTopic(c, stranger, 'publish');
  if (allowed === undefined) throw c.skip(`${stranger.name} is not \`allowed\` to publish to anything`);
  const subscriber = await c.connect({}, whoMay(c.facts.profile, 'subscribe', allowed));
  await subscriber.subscribe({ filter: allowed, qos: 2 });
  const client = await c.connect({}, stranger);
  await client.store({ topic: allowed, qos: 2, text: 'control' });
  await subscriber.needMessage('control');
  client.begin({ topic, qos: 2, packetId: 77, text: 'denied' });
  const refusal = await client.take(PacketType.pubrec);
  if (refusal === undefined || refusal.reasonCode < 0x80)
    throw c.vacuous('the target does not refuse by PUBREC');
  client.begin({ topic: allowed, qos: 2, packetId: 77, text: 'allowed' });
  const pubrec = await client.expect(PacketType.pubrec, 'PUBREC below 0x80 for a message that is allowed');
  c.claim(pubrec.reasonCode < 0x80, 'PUBREC below 0x80', `PUBREC 0x${pubrec.reasonCode.toString(16)}`);
  client.send({ type: PacketType.pubrel, packetId: 77, reasonCode: 0 });
  await client.need(PacketType.pubcomp);
  await subscriber.expectMessage('allowed', 'the message that is allowed');
}

/** A message behind a CONNECT that is refused, and afterwards one that may pass. */
async function refusedPublish(c: CaseContext, wrong: DeclaredPrincipal): Promise<void> {
  const topic = c.topic();
  const reader = await c.connect();
  await reader.subscribe(topic);
  const client = await c.open();
  client.sendTogether(
    c.connectPacket({}, wrong),
    publishPacket({ topic, text: 'refused' }, () => client.nextId()),
  );
  const connack = await client.take(PacketType.connack);
  c.require(connack?.reasonCode !== 0, `${wrong.name} is let in`);
  await client.ended();
  await claimWithout(c, reader, { topic, text: 'refused' });
}

async function refusedWill(c: CaseContext, wrong: DeclaredPrincipal): Promise<void> {
  const topic = c.topic();
  const reader = await c.connect();
  await reader.subscribe(topic);
  const will = { topic, payload: Buffer.from('refused'), qos: 0 as const, retain: false };
  const knocked = await knock(c, wrong, { will });
  c.require(knocked?.connack?.reasonCode !== 0, `${wrong.name} is let in`);
  if (knocked?.client.isOver === false) knocked.client.drop();
  await claimWithout(c, reader, { topic, text: 'refused' });
}

async function claimWithout(
  c: CaseContext,
  reader: Client,
  { topic, text }: { readonly topic: string; readonly text: string },
): Promise<void> {
  const publisher = await c.connect();
  await publisher.store({ topic, text: 'control' });
  await reader.needMessage('control');
  await c.quiet(reader);
  const isThere = reader.takeMessages().some((packet) => textOf(packet) === text);
  c.claim(!isThere, 'no delivery', 'the message came');
}
