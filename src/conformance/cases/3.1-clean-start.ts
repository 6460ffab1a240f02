/** What Clean Start leaves of unfinished QoS 2 exchanges (section 3.1.2.4): nothing. */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { presentSession } from './session-steps.ts';

const KEPT = { sessionS: 60, qos: 2 } as const;

export const CLEAN_START_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-6', 5: '5:3.1.2-4' },
    part: 'owed-pubrel',
    title: 'Clean Start ends the QoS 2 exchanges that the server had begun',
    needs: KEPT,
    run: async (c) => {
      const { client, clientId, topic, publisher } = await presentSession(c);
      client.acknowledges = false;
      await publisher.store({ topic, qos: 2, text: 'half' });
      const { packetId = 0, qos } = await client.needMessage('half');
      if (qos < 2) throw c.skip('the target grants less than QoS 2');
      client.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      await client.need(PacketType.pubrel);
      await client.disconnect();
      const fresh = await c.open();
      fresh.acknowledges = false;
      const connack = await fresh.attempt(c.connectPacket({ clientId }));
      c.require(connack?.reasonCode === 0, 'the client may not connect again');
      await c.quiet(fresh);
      c.claim(
        fresh.takeNow(PacketType.pubrel) === undefined,
        'nothing of the earlier Session',
        'PUBREL came',
      );
    },
  },
  {
    ids: { 4: '311:3.1.2-6', 5: '5:3.1.2-4' },
    part: 'received-identifiers',
    title: 'after Clean Start a QoS 2 message is new, whatever its Packet Identifier stood for before',
    needs: KEPT,
    run: async (c) => {
      const [clientId, topic, subscriber] = [c.clientId(), c.topic(), await c.connect()];
      await subscriber.subscribeAt(2, topic);
      const first = await c.connect({ clientId, ...c.keeping() });
      first.acknowledges = false;
      first.begin({ topic, qos: 2, text: 'first' });
      await first.need(PacketType.pubrec);
      await first.disconnect();
      const control = await c.connect();
      await control.store({ topic, qos: 2, text: 'control' });
      await subscriber.needMessage('control');
      const fresh = await c.connect({ clientId });
      await fresh.store({ topic, qos: 2, text: 'second' });
      await subscriber.expectMessage('second', 'the message of the new Session');
    },
  },
);
