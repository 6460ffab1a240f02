import type { Packet } from '../protocol/packets.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { Delivery } from './delivery.ts';
import type { Message } from './message.ts';
import type { Identity, Session } from './session.ts';
import type { SubscriptionTree, TopicMatch } from './subscription-tree.ts';

/** Whose packet it is. `clientId` is empty before CONNECT is accepted. */
export interface PacketOwner {
  readonly clientId: string;
  readonly version: ProtocolVersion;
}

/** Something that the access rules are asked about. */
export type AccessQuestion =
  | { readonly action: 'subscribe'; readonly session: Session; readonly filter: string }
  | {
      readonly action: 'publish';
      readonly identity: Identity;
      readonly topic: string;
      /** How the topic came: in a PUBLISH, as its alias alone, or in a Will. */
      readonly way: PublishWay;
    }
  | {
      readonly action: 'receive';
      readonly session: Session;
      readonly topic: string;
      /** Absent: a Shared Subscription looks for a member. */
      readonly delivery?: Delivery;
      /** It has waited in a queue, or is sent again. */
      readonly hasWaited: boolean;
    };

export type PublishWay = 'topic' | 'alias' | 'will';

/** What a defect can do with a message that has gone to its receivers. */
export interface RoutedMessage {
  readonly message: Message;
  /** Sessions without a Subscription that matches the topic. */
  readonly strangers: () => Session[];
  readonly deliver: (session: Session, delivery: Delivery) => void;
}

/**
 * Where a deliberate defect takes hold of the broker. A normal run has none of these, and pays one test for each.
 * Nothing but `defects/` implements them.
 */
export interface Intercept {
  /** What the broker acts on in place of a received packet. */
  incoming?(owner: PacketOwner, packet: Packet): readonly Packet[];
  /** What leaves in place of a packet; `[]` withholds it. */
  outgoing?(owner: PacketOwner, packet: Packet): readonly Packet[];
  /** Called in place of a delivery: calls `emit` for whatever is to be delivered, at once or later. */
  deliver?(session: Session, delivery: Delivery, emit: (delivery: Delivery) => void): void;
  /** Called after a message went to its receivers. */
  routed?(routed: RoutedMessage): void;
  /** False keeps a Subscription that the client has unsubscribed. */
  unsubscribe?(session: Session, filter: string): boolean;
  /** Who subscribes to a topic; `match` is the true answer for any topic. */
  matches?(topic: string, match: (topic: string) => TopicMatch): TopicMatch;
  /** False leaves the old connection open when its Client Identifier connects anew. */
  takesOver?(session: Session): boolean;
  /** Called when a stored Session is about to be resumed. */
  resumed?(session: Session, subscriptions: SubscriptionTree): void;
  /** Called when Clean Start is about to end a stored Session; what it returns is called with the new one. */
  endsClean?(former: Session): (fresh: Session) => void;
  /** Whether a delivery of a Shared Subscription that its member has refused goes to another one. */
  passesOnRefused?(delivery: Delivery): boolean;
  /** The order in which unacknowledged messages are sent again. */
  resendOrder?(packetIds: readonly number[]): readonly number[];
  /** Whether a delivery that a Shared Subscription began with an ended Session goes to another member. */
  reroutes?(delivery: Delivery): boolean;
  /** True lets through what the access rules deny. */
  overrides?(question: AccessQuestion): boolean;
}
