/** PUBLISH packets towards a client. */
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { matchesFilter, parseSharedFilter } from '../../protocol/topics.ts';
import type { PassiveRule } from './rule.ts';

export const DELIVERY_RULES: readonly PassiveRule[] = [
  {
    ids: { 4: ['311:3.3.2-3'], 5: ['5:3.3.2-3'] },
    expected: 'messages only on topics that match a Topic Filter of the client',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish || packet.topic === '' || !view.isTrusted) return;
        report.exercised();
        const filters = [...view.session.filters];
        if (!filters.some((filter) => couldMatch(filter, packet.topic)))
          report.broken(
            `a message on ${JSON.stringify(packet.topic)} came, for which no filter was subscribed`,
          );
      },
    }),
  },
  {
    ids: { 4: ['311:U-integrity'], 5: ['5:U-integrity'] },
    expected: 'messages with a payload that was published on their topic',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish || packet.topic === '') return;
        const isKnown = view.memory.knows(packet.topic, packet.payload);
        if (isKnown === undefined) return;
        report.exercised();
        if (!isKnown)
          report.broken(
            `a message on ${JSON.stringify(packet.topic)} came with ${packet.payload.length} bytes that nobody published`,
          );
      },
    }),
  },
  {
    ids: { 5: ['5:U-3.3.4-2'] },
    expected: 'no Subscription Identifier but those of the client’s own subscriptions',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish || !view.isTrusted) return;
        for (const identifier of packet.properties?.subscriptionIdentifiers ?? []) {
          report.exercised();
          if (!view.session.subscriptionIdentifiers.has(identifier))
            report.broken(`Subscription Identifier ${identifier} came, which was never given`);
        }
      },
    }),
  },
  {
    ids: { 5: ['5:U-3.3.4-1'] },
    expected: 'no empty Topic Name with a Topic Alias that has no topic on the connection',
    watch: (_view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish || packet.properties?.topicAlias === undefined) return;
        report.exercised();
        // Known ones have their topic by now.
        if (packet.topic === '')
          report.broken(`Topic Alias ${packet.properties.topicAlias} came without a topic, and has none`);
      },
    }),
  },
  ...identifierRules(),
  firstIsNoDuplicate(1, { 4: ['311:4.3.2-1'], 5: ['5:4.3.2-2'] }),
  firstIsNoDuplicate(2, { 4: ['311:4.3.3-1'], 5: ['5:4.3.3-2'] }),
];

/** The wildcard rule for `$` is judged by its own cases: here it would blame the wrong statement. */
function couldMatch(filter: string, topic: string): boolean {
  const plain = parseSharedFilter(filter)?.filter ?? filter;
  return matchesFilter(plain, topic) || (topic.startsWith('$') && /^[+#]/u.test(plain));
}

interface Repeat {
  readonly packet: PublishPacket;
  readonly stage: 'published' | 'released';
  /** The message that had the identifier, not another one. */
  readonly isSame: boolean;
}

/** An identifier is taken from the PUBLISH until we end the exchange; what may come meanwhile is little. */
function identifierRules(): PassiveRule[] {
  return [
    repeatRule(
      { 4: ['311:2.3.1-4'], 5: ['5:2.2.1-4'] },
      'new messages with a Packet Identifier that is not in use',
      ({ packet, stage, isSame }) =>
        packet.dup || isSame || stage !== 'published'
          ? undefined
          : `a new message has identifier ${packet.packetId ?? 0}, which is in use`,
    ),
    repeatRule(
      { 5: ['5:4.4.0-1'] },
      'nothing sent again while the connection stays open',
      ({ packet, stage, isSame }) =>
        (packet.dup || isSame) && stage === 'published'
          ? `PUBLISH with identifier ${packet.packetId ?? 0} came again on an open connection`
          : undefined,
    ),
    repeatRule(
      { 4: ['311:3.3.1-1'], 5: ['5:3.3.1-1'] },
      'DUP 1 in a PUBLISH that is sent again',
      ({ packet, stage, isSame }) =>
        !packet.dup && isSame && stage === 'published'
          ? `PUBLISH with identifier ${packet.packetId ?? 0} came again with DUP 0`
          : undefined,
    ),
    repeatRule(
      { 4: ['311:4.3.3-1'], 5: ['5:4.3.3-6'] },
      'no PUBLISH again once its PUBREL was sent',
      ({ packet, stage }) =>
        stage === 'released'
          ? `PUBLISH with identifier ${packet.packetId ?? 0} came again after its PUBREL`
          : undefined,
    ),
  ];
}

function repeatRule(
  ids: PassiveRule['ids'],
  expected: string,
  fault: (repeat: Repeat) => string | undefined,
): PassiveRule {
  return {
    ids,
    expected,
    watch: (view, report) => {
      const open = new Map<number, { stage: Repeat['stage']; readonly message: string }>();
      return {
        sent: (packet) => {
          const isEnd =
            packet.type === PacketType.puback ||
            packet.type === PacketType.pubcomp ||
            (packet.type === PacketType.pubrec && packet.reasonCode >= 0x80);
          if (isEnd) open.delete(packet.packetId);
        },
        received: (packet) => {
          const known = 'packetId' in packet ? open.get(packet.packetId ?? 0) : undefined;
          if (packet.type === PacketType.pubrel && known !== undefined) known.stage = 'released';
          if (packet.type !== PacketType.publish || packet.packetId === undefined) return;
          report.exercised();
          const message = `${packet.topic} ${Buffer.from(packet.payload).toString('latin1')}`;
          if (known === undefined) open.set(packet.packetId, { stage: 'published', message });
          const isCopy = !packet.dup && hasSeveral([...view.session.filters], packet.topic);
          const isSame = known?.message === message && !isCopy;
          const broken = known && fault({ packet, stage: known.stage, isSame });
          if (broken !== undefined) report.broken(broken);
        },
      };
    },
  };
}

/** Then each of several copies is a delivery of its own, and wants an identifier of its own. */
function hasSeveral(filters: readonly string[], topic: string): boolean {
  return filters.filter((filter) => couldMatch(filter, topic)).length > 1;
}

/** In a session that has just begun nothing can be a repetition that was not seen before. */
function firstIsNoDuplicate(qos: 1 | 2, ids: PassiveRule['ids']): PassiveRule {
  return {
    ids,
    expected: `DUP 0 in the first PUBLISH of a QoS ${qos} message`,
    watch: (view, report) => {
      const seen = new Set<number>();
      return {
        received: (packet) => {
          if (packet.type !== PacketType.publish || packet.qos !== qos || packet.packetId === undefined)
            return;
          // A Session that goes on against Clean Start is another statement's affair.
          if (view.connect?.cleanStart !== true || view.connack?.sessionPresent === true) return;
          if (!view.isTrusted || seen.has(packet.packetId)) return;
          // The DUP flag of a publisher that is passed on is judged by 3.3.1-3.
          if (view.memory.wasRepeated(packet.payload)) return;
          seen.add(packet.packetId);
          report.exercised();
          if (packet.dup) report.broken(`the first PUBLISH with identifier ${packet.packetId} has DUP 1`);
        },
      };
    },
  };
}
