/** What a broker does without, and says so in CONNACK (section 3.2.2.3): only put to targets that lack it. */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const FEATURE_CASES = defineCases(
  {
    ids: { 5: '5:3.2.2-9' },
    title: 'a target without QoS 2 announces its Maximum QoS',
    needs: { without: 'qos-2' },
    run: async (c) => {
      const { connack } = await c.connect();
      const announced = connack?.properties?.maximumQoS;
      c.claim(
        announced === c.facts.maximumQos,
        `Maximum QoS ${c.facts.maximumQos} in CONNACK`,
        `it says ${announced ?? 'nothing'}`,
      );
    },
  },
  {
    ids: { 5: '5:3.2.2-10' },
    title: 'a target without QoS 2 accepts subscriptions that ask for it',
    needs: { without: 'qos-2' },
    run: async (c) => {
      const client = await c.connect();
      for (const qos of [0, 1, 2] as const) {
        const { reasonCodes } = await client.trySubscribe({ filter: c.topic(String(qos)), qos });
        const code = reasonCodes[0] ?? 0;
        c.claim(code < 0x80, 'a granted QoS, whatever it is', `SUBACK 0x${code.toString(16)}`);
      }
    },
  },
  {
    ids: { 5: ['5:3.2.2-11', '5:U-3.2.2.3.4-1'] },
    title: 'a PUBLISH above the Maximum QoS ends the connection',
    needs: { without: 'qos-2' },
    run: async (c) => {
      const client = await c.connect();
      client.begin({ topic: c.topic(), qos: (c.facts.maximumQos + 1) as QoS, packetId: 1, text: 'x' });
      await told(c, client, 0x9b);
    },
  },
  {
    ids: { 5: '5:3.2.2-12' },
    title: 'a CONNECT with a Will above the Maximum QoS is refused',
    needs: { without: 'qos-2' },
    run: async (c) => {
      await c.connect();
      const qos = (c.facts.maximumQos + 1) as QoS;
      await refused(c, { topic: c.topic(), payload: Buffer.from('x'), qos, retain: false }, 0x9b);
    },
  },
  {
    ids: { 5: '5:3.2.2-13' },
    title: 'a CONNECT with a retained Will is refused by a target that retains nothing',
    needs: { without: 'retain' },
    run: async (c) => {
      await c.connect();
      await refused(c, { topic: c.topic(), payload: Buffer.from('x'), qos: 0, retain: true }, 0x9a);
    },
  },
  {
    ids: { 5: '5:3.2.2-14' },
    title: 'a retained PUBLISH ends the connection to a target that retains nothing',
    needs: { without: 'retain' },
    run: async (c) => {
      const client = await c.connect();
      client.begin({ topic: c.topic(), retain: true, text: 'x' });
      await told(c, client, 0x9a);
    },
  },
  {
    ids: { 4: '311:3.8.3-2' },
    title: 'a target without wildcards refuses them',
    needs: { without: 'wildcards' },
    run: async (c) => {
      const client = await c.connect();
      await client.subscribe(c.topic('control'));
      const { reasonCodes } = await client.trySubscribe(`${c.topic()}/#`);
      c.claim(reasonCodes[0] === 0x80, 'SUBACK 0x80', `SUBACK 0x${(reasonCodes[0] ?? 0).toString(16)}`);
    },
  },
  {
    ids: { 5: '5:U-3.2.2.3.11-1' },
    title: 'a wildcard is refused where it is not available',
    needs: { without: 'wildcards' },
    run: async (c) => refusedFilter(c, `${c.topic()}/#`, undefined),
  },
  {
    ids: { 5: '5:U-3.2.2.3.12-1' },
    title: 'a Subscription Identifier is refused where it is not available',
    needs: { without: 'subscription-identifiers' },
    run: async (c) => refusedFilter(c, c.topic(), 1),
  },
  {
    ids: { 5: '5:U-3.2.2.3.13-1' },
    title: 'a Shared Subscription is refused where it is not available',
    needs: { without: 'shared-subscriptions' },
    run: async (c) => refusedFilter(c, `$share/g/${c.topic()}`, undefined),
  },
);

async function told(c: CaseContext, client: Client, code: number): Promise<void> {
  const got = await client.expectEnd(`the end of the connection (0x${code.toString(16)})`);
  c.note(got === undefined ? 'closed without DISCONNECT' : `DISCONNECT 0x${got.toString(16)}`);
}

async function refused(
  c: CaseContext,
  will: NonNullable<Parameters<CaseContext['connectPacket']>[0]>['will'],
  code: number,
): Promise<void> {
  if (will === undefined) return;
  const { client, connack } = await c.attempt({ will });
  const expected = `the end of the connection, at most after CONNACK 0x${code.toString(16)}`;
  c.claim(connack?.reasonCode !== 0, expected, 'the connection is accepted');
  await client.expectEnd(expected);
}

/** By SUBACK, or by the end of the connection. */
async function refusedFilter(c: CaseContext, filter: string, identifier: number | undefined): Promise<void> {
  const client = await c.connect();
  await client.subscribe(c.topic('control'));
  client.send({
    type: PacketType.subscribe,
    packetId: 9,
    subscriptions: [{ filter, qos: 0 }],
    ...(identifier === undefined ? {} : { properties: { subscriptionIdentifiers: [identifier] } }),
  });
  const suback = await client.take(PacketType.suback);
  if (suback !== undefined && (suback.reasonCodes[0] ?? 0) >= 0x80) return;
  const expected = 'SUBACK with a failure, or the end of the connection';
  c.claim(suback === undefined, expected, 'the subscription is granted');
  await client.expectEnd(expected);
}
