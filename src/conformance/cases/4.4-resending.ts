/** What a Session owes comes again, all of it, and what it has not sent yet for the first time (sections 4.3, 4.4). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { Unmet } from '../outcome.ts';
import { COUNT, held, KEPT_1 } from './4.3-sending.ts';
import { KEPT_2 } from './qos-steps.ts';
import { presentSession } from './session-steps.ts';

export const RESENDING_CASES = defineCases(
  ...([1, 2] as const).map((qos) => ({
    ids: { 4: '311:4.4.0-1', 5: '5:4.4.0-1' } as const,
    part: `several-qos-${qos}`,
    title: `every unacknowledged QoS ${qos} PUBLISH is sent again when the Session resumes, not one alone`,
    needs: qos === 1 ? KEPT_1 : KEPT_2,
    run: async (c: CaseContext) => {
      const { subscriber, got } = await held(c, qos, COUNT, c.keeping());
      subscriber.drop();
      const client = await c.connectKept(subscriber.clientId);
      c.require(client.connack?.sessionPresent === true, 'the Session is not kept');
      const first = await client.take(PacketType.publish);
      if (first === undefined) throw new Unmet('none of them comes again');
      for (const { packetId } of got.filter((one) => one.packetId !== first.packetId))
        await client.expect(
          PacketType.publish,
          `each of ${got.length} messages again`,
          (packet) => packet.packetId === packetId,
        );
    },
  })),
  ...([1, 2] as const).map((qos) => ({
    ids:
      qos === 1
        ? ({ 4: '311:4.3.2-1', 5: '5:4.3.2-2' } as const)
        : ({ 4: '311:4.3.3-1', 5: '5:4.3.3-2' } as const),
    part: 'first-away',
    title: `the first PUBLISH of a QoS ${qos} message that has waited for its client has DUP 0`,
    needs: qos === 1 ? KEPT_1 : KEPT_2,
    run: async (c: CaseContext) => {
      const { client, clientId, topic, publisher } = await presentSession(c);
      client.send({ type: PacketType.disconnect, reasonCode: 0 });
      // It may have been sent, to nobody, where the target does not know that its client is gone.
      c.require(await client.ended(), 'the target does not close the connection behind DISCONNECT');
      await publisher.store({ topic, qos, text: 'away' });
      const packet = await (await c.connectKept(clientId)).needMessage('away');
      if (packet.qos !== qos) throw c.skip(`it comes at another QoS than ${qos}`);
      c.claim(!packet.dup, 'DUP 0', 'DUP is 1');
    },
  })),
);
