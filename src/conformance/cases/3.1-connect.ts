/** CONNECT (section 3.1): what a broker does with connections that are in order. Broken ones are in 3.1-connect-refused. */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { publishPacket, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** No sentence says what is reasonable: longer than this is worth a warning. */
const REASONABLE_MS = 20_000;

/** Two spellings each that a broker may take for one. */
const ALIKE = [
  ['\u00e9', 'e\u0301'],
  ['x', 'x '],
] as const;

export const CONNECT_CASES = defineCases(
  {
    ids: { 4: ['311:3.1.4-4', '311:3.2.0-1'], 5: ['5:3.1.4-5', '5:3.2.0-1'] },
    title: 'a plain CONNECT is answered by CONNACK 0x00',
    run: async (c) => {
      const client = await c.open();
      client.send(c.connectPacket());
      const connack = await client.expect(PacketType.connack, 'CONNACK with code 0x00');
      c.claim(
        connack.reasonCode === 0,
        'CONNACK with code 0x00',
        `it has code 0x${connack.reasonCode.toString(16)}`,
      );
    },
  },
  {
    ids: { 4: '311:3.1.0-2', 5: '5:3.1.0-2' },
    title: 'a second CONNECT ends the connection',
    run: async (c) => {
      const client = await c.connect();
      await client.ping();
      client.takeAll(PacketType.connack);
      client.send(c.connectPacket({ clientId: client.clientId }));
      const code = await client.expectEnd('the connection ends, and there is no second CONNACK');
      c.claim(
        client.takeNow(PacketType.connack) === undefined,
        'the connection ends without a second CONNACK',
        'a second CONNACK came',
      );
      if (c.is5 && code !== 0x82)
        c.note(code === undefined ? 'closed without DISCONNECT' : `DISCONNECT 0x${code.toString(16)}`);
    },
  },
  {
    ids: { 4: '311:3.1.4-2', 5: '5:3.1.4-3' },
    title: 'a connection with the same Client Identifier ends the one that is there',
    run: async (c) => {
      const first = await c.connect();
      // Refused or not: a CONNECT like the one that was accepted ends the connection that is there.
      const { client: second, connack } = await c.attempt({ clientId: first.clientId });
      const code = await first.expectEnd('the older connection ends');
      // That it is told at all is no more than a SHOULD (4.13), and 3.1.1 has no such packet.
      if (c.is5 && code === undefined) c.note('closed without DISCONNECT 0x8E');
      const shown = `DISCONNECT 0x${code?.toString(16) ?? ''}`;
      c.claim(!c.is5 || code === undefined || code === 0x8e, 'DISCONNECT 0x8E where there is one', shown);
      if (connack?.reasonCode === 0) await second.ping();
    },
  },
  {
    // The MUST is on closing; that DISCONNECT comes first is told as a fact.
    ids: { 5: '5:3.1.4-3' },
    part: 'told',
    title: 'DISCONNECT 0x8E tells a connection that another has taken its Client Identifier over',
    level: 'SHOULD',
    run: async (c) => {
      const first = await c.connect();
      await c.connect({ clientId: first.clientId });
      c.require(await first.ended(), 'the older connection stays open');
      const code = first.takeNow(PacketType.disconnect)?.reasonCode;
      const actual = code === undefined ? 'it is closed without' : `DISCONNECT 0x${code.toString(16)} came`;
      c.claim(code === 0x8e, 'DISCONNECT 0x8E', actual);
    },
  },
  {
    ids: { 4: '311:3.1.3-5', 5: '5:3.1.3-5' },
    title: 'Client Identifiers of 1 and of 23 letters and digits are accepted',
    run: async (c) => {
      await c.connect();
      const unique = c.clientId();
      const ids = [0, 20, 40].map((from) => `${unique}${LETTERS.slice(from, from + 23 - unique.length)}`);
      for (const clientId of [...ids, `${unique}${LETTERS.slice(-3)}`.slice(0, 23)])
        await accepted(c, clientId);
    },
  },
  {
    ids: { 4: '311:3.1.3-5', 5: '5:3.1.3-5' },
    part: 'one-character',
    title: 'a Client Identifier of one character is accepted',
    run: async (c) => {
      await c.connect();
      await accepted(c, LETTERS.charAt(Math.floor(c.time.nowUs()) % LETTERS.length));
    },
  },
  {
    ids: { 5: '5:3.2.2-16' },
    title: 'a client without a Client Identifier is told which one it got',
    run: async (c) => {
      const assigned = (await nameless(c)).connack?.properties?.assignedClientIdentifier ?? '';
      c.claim(assigned !== '', 'an Assigned Client Identifier in CONNACK', 'CONNACK has none');
    },
  },
  {
    ids: { 5: ['5:3.1.3-6', '5:3.2.2-16'] },
    part: 'unique',
    title: 'clients without a Client Identifier get one each',
    run: async (c) => {
      const all = [await nameless(c), await nameless(c), await nameless(c)];
      const assigned = all.flatMap((client) => client.connack?.properties?.assignedClientIdentifier ?? []);
      c.claim(
        new Set(assigned).size === assigned.length,
        'an identifier of its own for each client',
        `got ${assigned.join(', ')}`,
      );
      for (const client of all) await stays(c, client);
    },
  },
  {
    ids: { 5: '5:3.1.3-7' },
    title: 'an assigned Client Identifier is told, and names the Session',
    needs: { sessionS: 30 },
    run: async (c) => {
      // With the same flags as the nameless one.
      const fields = { properties: { sessionExpiryInterval: 30 } } as const;
      const named = await c.connect({ clientId: c.clientId(), ...fields });
      await named.disconnect();
      const resumed = await c.connectKept(named.clientId);
      c.require(resumed.connack?.sessionPresent === true, 'no Session is kept for a named client either');
      const client = await nameless(c, fields);
      const clientId = client.connack?.properties?.assignedClientIdentifier;
      if (clientId === undefined)
        throw c.breach('an Assigned Client Identifier in CONNACK', 'CONNACK has none');
      await client.disconnect();
      const again = await c.connectKept(clientId);
      c.claim(
        again.connack?.sessionPresent === true,
        'the Session of the assigned identifier',
        'Session Present is 0',
      );
    },
  },
  {
    ids: { 4: '311:3.1.3-6' },
    title: 'clients without a Client Identifier are told apart',
    run: async (c) => {
      const all = [await nameless(c), await nameless(c)];
      for (const client of all) await stays(c, client);
      const topic = c.topic();
      const [first, second] = all;
      await first?.subscribe(topic);
      await second?.store({ topic, text: 'hello' });
      await first?.needMessage('hello');
    },
  },
  {
    ids: { 4: '311:3.1.3-8' },
    title: 'an empty Client Identifier with Clean Session 0 gets CONNACK 0x02, and the connection ends',
    run: async (c) => {
      await c.connect();
      const { client, connack } = await c.attempt({ clientId: '', cleanStart: false });
      const expected = 'CONNACK 0x02, then the end of the connection';
      // A broker of both versions may answer by the rules of 5.0.
      if (connack === undefined && client.fault?.clause === '311:§3.2.2.3')
        throw c.breach(expected, client.story());
      client.readable();
      c.claim(connack?.reasonCode !== 0, expected, 'the connection is accepted');
      if (connack === undefined) {
        await client.expectEnd(expected);
        throw c.breach(expected, 'the connection ended without CONNACK');
      }
      c.claim(connack.reasonCode === 2, expected, `CONNACK 0x${connack.reasonCode.toString(16)} came`);
      await client.expectEnd(expected);
    },
  },
  {
    ids: { 4: '311:3.1.3-9', 5: '5:3.1.3-8' },
    title: 'a Client Identifier that is refused gets no more than a refusal',
    run: async (c) => {
      await c.connect();
      const { client, connack } = await c.attempt({ clientId: `${c.clientId()}${'é /+#$'.repeat(2_000)}` });
      if (connack?.reasonCode === 0)
        throw c.vacuous('a long and odd Client Identifier is accepted, which is allowed');
      await client.expectEnd('the end of the connection after the refusal');
      if (connack !== undefined)
        c.claim(
          c.is5 ? connack.reasonCode >= 0x80 : connack.reasonCode === 2,
          c.is5 ? 'a CONNACK of 0x80 or above, or none' : 'CONNACK 0x02',
          `CONNACK 0x${connack.reasonCode.toString(16)} came`,
        );
    },
  },
  {
    ids: { 4: '311:3.1.3-2', 5: '5:3.1.3-2' },
    title: 'Sessions belong to their Client Identifier, letter by letter',
    needs: { sessionS: 30, qos: 1 },
    run: async (c) => {
      const name = c.clientId();
      const [lower, upper] = [`${name}a`, `${name}A`];
      const first = await c.connectKept(lower);
      await first.subscribeAt(1, c.topic());
      await first.disconnect();
      const other = await c.connectKept(upper);
      const stranger = await c.connect();
      const publisher = await c.connect();
      await publisher.store({ topic: c.topic(), qos: 1, text: 'for the first' });
      await c.quiet(other);
      await c.quiet(stranger);
      c.require(stranger.takeMessages().length === 0, 'a client that never subscribed gets messages too');
      c.claim(other.takeMessages().length === 0, 'nothing for the other identifier', 'it got a message');
      const again = await c.connectKept(lower);
      await again.needMessage('for the first');
    },
  },
  {
    ids: { 4: '311:3.1.3-2', 5: '5:3.1.3-2' },
    part: 'alike',
    title: 'Client Identifiers that only look alike are those of two clients',
    run: async (c) => {
      for (const pair of ALIKE) {
        const stem = c.clientId();
        const all = [await c.attempt({ clientId: `${stem}${pair[0]}` })];
        all.push(await c.attempt({ clientId: `${stem}${pair[1]}` }));
        if (all.some(({ connack }) => connack?.reasonCode !== 0)) {
          c.note(`the target refuses ${JSON.stringify(pair)}`);
          continue;
        }
        for (const { client } of all) if (!client.isOver) await client.ping();
        const isOver = all.some(({ client }) => client.isOver);
        c.claim(!isOver, 'both connections', `one of ${JSON.stringify(pair)} was closed`);
      }
    },
  },
  {
    ids: { 4: '311:U-3.1.4-1', 5: '5:U-3.1.4-1' },
    title: 'a connection on which no CONNECT comes is closed within a reasonable time',
    lastsMs: REASONABLE_MS,
    run: async (c) => {
      const client = await c.open();
      const fromUs = c.time.nowUs();
      const isOver = await client.ended(REASONABLE_MS);
      c.claim(isOver, `the end of the connection within ${REASONABLE_MS / 1_000} s`, 'it is open');
      c.note(`closed after ${((c.time.nowUs() - fromUs) / 1e6).toFixed(1)} s`);
    },
  },
  {
    ids: { 5: '5:U-3.1.4-2' },
    title: 'what is sent right behind CONNECT is processed once it is accepted',
    run: async (c) => {
      const topic = c.topic();
      const conversation = [
        { type: PacketType.subscribe, packetId: 1, subscriptions: [{ filter: topic, qos: 0 }] },
        publishPacket({ topic, text: 'hello' }, () => 1),
      ] as const;
      const client = await c.open();
      client.sendTogether(c.connectPacket(), ...conversation);
      await client.need(PacketType.connack);
      if ((await client.take(PacketType.publish)) !== undefined) return;
      const control = await c.connect();
      control.sendTogether(...conversation);
      await control.need(PacketType.publish);
      client.readable();
      throw c.late('SUBACK and the message', client.story());
    },
  },
);

async function accepted(c: CaseContext, clientId: string): Promise<void> {
  const { client, connack } = await c.attempt({ clientId });
  c.claim(connack?.reasonCode === 0, `CONNACK 0x00 for the Client Identifier ${clientId}`, client.story());
}

/** A client without a Client Identifier, where the target allows that. */
async function nameless(c: CaseContext, fields: Parameters<CaseContext['attempt']>[0] = {}) {
  const { client, connack } = await c.attempt({ ...fields, clientId: '' });
  if (connack?.reasonCode !== 0) throw c.skip('the target gives no Client Identifiers');
  return client;
}

async function stays(c: CaseContext, client: Client): Promise<void> {
  if (!client.isOver) await client.ping();
  c.claim(!client.isOver, 'all of them stay connected', 'one was closed');
}
