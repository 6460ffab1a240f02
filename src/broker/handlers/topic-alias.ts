import type { PublishPacket } from '../../protocol/packets.ts';
import type { Connection } from '../connection.ts';
import type { BrokerContext } from '../context.ts';

/** The Topic Name that a PUBLISH means; undefined when its alias is wrong and the connection has ended for it. */
export function resolveTopic(
  context: BrokerContext,
  connection: Connection,
  packet: PublishPacket,
): string | undefined {
  const alias = packet.properties?.topicAlias;
  if (alias === undefined) return packet.topic;
  if (alias === 0 || alias > context.settings.features.topicAliasMaximum) {
    connection.disconnect(0x94, `Topic Alias ${alias} is not within the announced maximum [5:3.3.2-9]`);
    return undefined;
  }
  if (packet.topic !== '') {
    connection.aliases.set(alias, packet.topic);
    return packet.topic;
  }
  const topic = connection.aliases.get(alias);
  if (topic === undefined) connection.disconnect(0x82, `Topic Alias ${alias} has no topic [5:U-3.3.4-1]`);
  return topic;
}
