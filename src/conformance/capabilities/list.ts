import type { CapabilityUnit } from '../../results/conformance.ts';
import type { CaseContext } from '../context.ts';
import type { TargetFacts, TargetProfile } from '../facts.ts';
import { maximumQos, retain, sharedSubscriptions, subscriptionIdentifiers, wildcards } from './features.ts';
import {
  clientIdLength,
  packetSize,
  receivedInFlight,
  sentInFlight,
  topicLength,
  topicLevels,
  type LimitOptions,
} from './limits.ts';
import type { Found } from './search.ts';

export interface Capability {
  readonly id: string;
  readonly title: string;
  readonly unit?: CapabilityUnit;
  /** 3.1.1 has no such thing. */
  readonly only5?: true;
  readonly declared: (profile: TargetProfile) => number | boolean | undefined;
  /** Of CONNACK; absent where it has no word for that. */
  readonly announced?: (facts: TargetFacts) => number | boolean | undefined;
  readonly find: (c: CaseContext, options: LimitOptions) => Promise<Found | number | boolean>;
}

/** What 5.0 announces: an absent property has a value as well. */
const of5 =
  <T>(read: (facts: TargetFacts) => T) =>
  (facts: TargetFacts): T | undefined =>
    facts.version === 5 ? read(facts) : undefined;

export const CAPABILITIES: readonly Capability[] = [
  {
    id: 'maximum-qos',
    title: 'Maximum QoS',
    declared: (profile) => profile.maximumQos,
    announced: of5(({ announced }) => announced.maximumQoS ?? 2),
    find: maximumQos,
  },
  {
    id: 'retain',
    title: 'retained messages',
    declared: (profile) => profile.retain,
    announced: of5(({ announced }) => announced.retainAvailable ?? true),
    find: retain,
  },
  {
    id: 'wildcards',
    title: 'wildcard subscriptions',
    declared: (profile) => profile.wildcards,
    announced: of5(({ announced }) => announced.wildcardSubscriptionAvailable ?? true),
    find: wildcards,
  },
  {
    id: 'shared-subscriptions',
    title: 'Shared Subscriptions',
    only5: true,
    declared: () => undefined,
    announced: (facts) => facts.sharedSubscriptions,
    find: sharedSubscriptions,
  },
  {
    id: 'subscription-identifiers',
    title: 'Subscription Identifiers',
    only5: true,
    declared: () => undefined,
    announced: (facts) => facts.subscriptionIdentifiers,
    find: subscriptionIdentifiers,
  },
  {
    id: 'topic-length',
    title: 'longest Topic Name',
    unit: 'bytes',
    declared: ({ limits }) => limits?.topicLength,
    find: topicLength,
  },
  {
    id: 'topic-levels',
    title: 'levels of a Topic Name',
    unit: 'levels',
    declared: ({ limits }) => limits?.topicLevels,
    find: topicLevels,
  },
  {
    id: 'client-id-length',
    title: 'longest Client Identifier',
    unit: 'bytes',
    declared: ({ limits }) => limits?.clientIdLength,
    find: clientIdLength,
  },
  {
    id: 'received-in-flight',
    title: 'messages of a client in flight (Receive Maximum)',
    unit: 'messages',
    declared: ({ limits }) => limits?.receiveMaximum,
    announced: of5((facts) => facts.receiveMaximum),
    find: receivedInFlight,
  },
  {
    id: 'sent-in-flight',
    title: 'messages in flight to a client',
    unit: 'messages',
    declared: ({ limits }) => limits?.sentInFlight,
    find: sentInFlight,
  },
  {
    id: 'packet-size',
    title: 'largest PUBLISH (Maximum Packet Size)',
    unit: 'bytes',
    declared: ({ limits }) => limits?.packetSize,
    announced: of5(({ maximumPacketSize }) =>
      Number.isFinite(maximumPacketSize) ? maximumPacketSize : undefined,
    ),
    find: packetSize,
  },
];
