/** What the broker has done since it began. Every message it let go is counted under its reason. */
export interface BrokerStats {
  connectionsOpened: number;
  connectionsOpen: number;
  messagesReceived: number;
  messagesSent: number;
  bytesReceived: number;
  bytesSent: number;
  /** Messages not sent, by reason: each for one receiver. */
  dropped: {
    /** The session's queue was full. */
    queueFull: number;
    /** QoS 0, while too much waited for the receiver's socket. */
    congested: number;
    /** QoS 0, while the receiver was away. */
    offline: number;
    /** Its Message Expiry Interval passed in the queue. */
    expired: number;
    /** Larger than the receiver's Maximum Packet Size. */
    tooLarge: number;
    /** Access control forbids it. */
    denied: number;
  };
}

export function newStats(): BrokerStats {
  return {
    connectionsOpened: 0,
    connectionsOpen: 0,
    messagesReceived: 0,
    messagesSent: 0,
    bytesReceived: 0,
    bytesSent: 0,
    dropped: { queueFull: 0, congested: 0, offline: 0, expired: 0, tooLarge: 0, denied: 0 },
  };
}
