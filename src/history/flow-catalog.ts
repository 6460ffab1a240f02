import type { QoS } from '../protocol/constants.ts';
import type { MessageProperties } from './message-properties.ts';

/**
 * What the checkers and the client need to know of a flow. A flow is one (publisher, topic, QoS); its messages are
 * numbered 0, 1, 2, … in the order in which they are published.
 */
export interface FlowCatalog {
  readonly flowCount: number;
  /** Global index of the publishing client. */
  publisherOf(flow: number): number;
  qosOf(flow: number): QoS;
  topicOf(flow: number): string;
  /** Whether its messages are published with RETAIN; absent: not known. */
  retainOf?(flow: number): boolean;
  /** Bytes of the largest payload; absent: not known, so no client with a Maximum Packet Size is owed anything. */
  payloadBytesOf?(flow: number): number | undefined;
  /** Bytes of the shortest payload; undefined or absent: not known. */
  shortestPayloadOf?(flow: number): number | undefined;
  /** Message Expiry Interval, seconds; undefined: none. Absent: no flow has one. */
  messageExpirySecondsOf?(flow: number): number | undefined;
  /** Application properties that all of its messages are published with (5.0), but for the stamp; undefined: none. Absent: not known. */
  propertiesOf?(flow: number): MessageProperties | undefined;
  /** Correlation Data of one message, hexadecimal; undefined: none, or that of `propertiesOf`. */
  correlationDataOf?(flow: number, seq: number): string | undefined;
  /** Whether any flow has properties. */
  readonly carriesProperties?: boolean;
  /** False: no flow has a Message Expiry Interval. */
  readonly carriesExpiry?: boolean;
  /** Whether its messages bear a stamp; absent: all do. */
  isStamped?(flow: number): boolean;
  /**
   * Flows from here on are Wills, one for each client that has one, and message `n` is the Will of its connection `n + 1`;
   * absent: no flow is one.
   */
  readonly firstWillFlow?: number;
  /** Of Wills without a stamp: the first flow whose Wills have the same topic and payload; absent: there are none. */
  textWillOf?(flow: number): number;
  /** That flow for what came under a topic; undefined: it is no such Will. */
  textWillAt?(topic: string, payload: Uint8Array): number | undefined;
  /** Whether its messages are empty and published with RETAIN, and so clear the topic; absent: no flow's are. */
  isClearing?(flow: number): boolean;
  /** Flows whose messages bear none; absent: there are none. */
  readonly unstampedFlowCount?: number;
}
