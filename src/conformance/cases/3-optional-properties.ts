/** Properties that a packet may only have while it stays within the client's Maximum Packet Size (MQTT 5.0). */
import { PacketType, type ProtocolVersion } from '../../protocol/constants.ts';
import { encodePacket } from '../../protocol/encode.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import { defineCases, type Needs } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

interface Provoked {
  readonly name: string;
  /** Statement on the Reason String, then on User Properties. */
  readonly ids: readonly [`5:${string}`, `5:${string}`];
  readonly needs?: Needs;
  readonly provoke: (c: CaseContext, properties: Properties) => Promise<Packet | undefined>;
}

const PROVOKED: readonly Provoked[] = [
  {
    name: 'CONNACK',
    ids: ['5:3.2.2-19', '5:3.2.2-20'],
    provoke: async (c, properties) => {
      const client = await c.open({ isJudged: false });
      return client.attempt(
        c.connectPacket({ properties: { ...properties, authenticationMethod: 'no-such-method' } }),
      );
    },
  },
  {
    name: 'PUBACK',
    ids: ['5:3.4.2-2', '5:3.4.2-3'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.begin({ topic: c.topic('nobody'), qos: 1, packetId: 1, text: 'x' });
      return client.take(PacketType.puback);
    },
  },
  {
    name: 'PUBREC',
    ids: ['5:3.5.2-2', '5:3.5.2-3'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.begin({ topic: c.topic('nobody'), qos: 2, packetId: 1, text: 'x' });
      return client.take(PacketType.pubrec);
    },
  },
  {
    name: 'PUBREL',
    ids: ['5:3.6.2-2', '5:3.6.2-3'],
    provoke: async (c, properties) => {
      // A PUBLISH may be too large for such a client: the answer to a PUBREC of nothing comes without one.
      const client = await unjudged(c, properties);
      client.acknowledges = false;
      client.send({ type: PacketType.pubrec, packetId: 999, reasonCode: 0 });
      return client.take(PacketType.pubrel);
    },
  },
  {
    name: 'PUBCOMP',
    ids: ['5:3.7.2-2', '5:3.7.2-3'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.send({ type: PacketType.pubrel, packetId: 999, reasonCode: 0 });
      return client.take(PacketType.pubcomp);
    },
  },
  {
    name: 'SUBACK',
    ids: ['5:3.9.2-1', '5:3.9.2-2'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.send({
        type: PacketType.subscribe,
        packetId: 1,
        subscriptions: [{ filter: c.topic(), qos: 0 }],
      });
      return client.take(PacketType.suback);
    },
  },
  {
    name: 'UNSUBACK',
    ids: ['5:3.11.2-1', '5:3.11.2-2'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.send({ type: PacketType.unsubscribe, packetId: 1, filters: [c.topic('never')] });
      return client.take(PacketType.unsuback);
    },
  },
  {
    name: 'DISCONNECT',
    ids: ['5:3.14.2-3', '5:3.14.2-4'],
    provoke: async (c, properties) => {
      const client = await unjudged(c, properties);
      client.sendBytes(Uint8Array.of(0x00, 0x00));
      return client.take(PacketType.disconnect);
    },
  },
  {
    name: 'AUTH',
    ids: ['5:3.15.2-2', '5:3.15.2-3'],
    needs: { profile: 'enhanced-authentication' },
    provoke: async (c, properties) => {
      const { method = '', data = new Uint8Array(0) } = c.facts.profile.enhanced ?? {};
      const client = await c.open({ isJudged: false });
      const own = { authenticationMethod: method, authenticationData: data };
      client.send(c.connectPacket({ properties: { ...properties, ...own } }));
      return client.take(PacketType.auth);
    },
  },
];

export const OPTIONAL_PROPERTY_CASES = defineCases(...smallPackets());

function smallPackets() {
  return PROVOKED.flatMap(({ name, ids, needs = {}, provoke }) =>
    (['reasonString', 'userProperties'] as const).map((property, index) => ({
      ids: { 5: ids[index] ?? ids[0] },
      needs,
      title: `${property === 'reasonString' ? 'a Reason String' : 'a User Property'} is left out of ${name} where it would make it too large for the client`,
      run: async (c: CaseContext) => {
        const free = await provoke(c, {});
        const has = free !== undefined && propertyOf(free, property) !== undefined;
        if (free === undefined || !has) throw c.vacuous(`the target sends no such property in ${name}`);
        const size = sizeOf(free, c.version);
        const maximumPacketSize = size - 1;
        const small = await provoke(c, { maximumPacketSize });
        if (small === undefined) throw c.vacuous(`no ${name} of that size comes`);
        const got = sizeOf(small, c.version);
        c.claim(
          got <= maximumPacketSize || propertyOf(small, property) === undefined,
          `${name} of ${maximumPacketSize} bytes at most, without it`,
          `${got} bytes came`,
        );
      },
    })),
  );
}

function propertyOf(packet: Packet, name: 'reasonString' | 'userProperties'): unknown {
  const properties: Properties | undefined = 'properties' in packet ? packet.properties : undefined;
  return properties?.[name];
}

function sizeOf(packet: Packet, version: ProtocolVersion): number {
  return encodePacket(packet, version).length;
}

async function unjudged(c: CaseContext, properties: Properties): Promise<Client> {
  const client = await c.open({ isJudged: false });
  const connack = await client.attempt(c.connectPacket({ properties }));
  c.require(connack?.reasonCode === 0, 'a client with a small Maximum Packet Size is not accepted');
  return client;
}
