import type { Fields } from '../kinds/collections.ts';
import { oneOf, text } from '../kinds/scalars.ts';
import { topicName } from '../kinds/topics.ts';
import type { MessagePropertiesSpec } from '../types.ts';
import { PER_CLIENT } from './per-client.ts';
import { seconds, userProperties } from './values.ts';

/** What can be said about a message, be it published or left as a Will. */
export const messageProperties: Fields<MessagePropertiesSpec> = {
  messageExpiry: { kind: seconds(), description: 'Message Expiry Interval (5.0).' },
  contentType: { kind: text(), description: 'Content Type (5.0).' },
  payloadFormat: { kind: oneOf('bytes', 'utf-8'), description: 'Payload Format Indicator (5.0).' },
  responseTopic: {
    kind: topicName(PER_CLIENT),
    description: 'Response Topic (5.0); may differ by ${index}.',
  },
  correlationData: { kind: text(), description: 'Correlation Data (5.0), the same in all messages.' },
  userProperties: { kind: userProperties, description: 'User Properties (5.0).' },
};
