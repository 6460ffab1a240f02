import type { QoS } from '../protocol/constants.ts';

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
}
