import type { ProtocolVersion } from '../protocol/constants.ts';
import type { ConnackPacket } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { Needs } from './case.ts';
import { isAnonymous, lackOfPrincipals, type DeclaredPrincipal, type RightsControl } from './principals.ts';
import type { WebSocketTarget } from './websocket.ts';

export interface EnhancedScript {
  readonly method: string;
  readonly data: Uint8Array;
  readonly answers: readonly Uint8Array[];
  readonly wrong: Uint8Array;
}

/** Limits that a profile declares, and the suite looks for. */
export interface DeclaredLimits {
  readonly topicLength?: number;
  readonly topicLevels?: number;
  readonly clientIdLength?: number;
  readonly receiveMaximum?: number;
  readonly sentInFlight?: number;
  readonly packetSize?: number;
}

/** What a profile declares of a target; everything else is found out, or taken from the specification. */
export interface TargetProfile {
  readonly name: string;
  /** Used by every client that a case gives no other. Absent: clients are anonymous. */
  readonly principal?: DeclaredPrincipal;
  /** Others, that the target refuses, or allows more or less. */
  readonly principals?: readonly DeclaredPrincipal[];
  /** Withdraws rights while clients are away. */
  readonly rights?: RightsControl;
  /** A script of Enhanced Authentication: what goes in CONNECT, in each AUTH, and what is refused. */
  readonly enhanced?: EnhancedScript;
  /** A WebSocket listener. */
  readonly webSocket?: WebSocketTarget;
  /** Maximum QoS, where 3.1.1 cannot ask. */
  readonly maximumQos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly wildcards?: boolean;
  /** Seconds that a session lives at most after its connection; the client's wish where absent. */
  readonly sessionMaxS?: number;
  /** In front of every Topic Name of the suite. */
  readonly topicPrefix?: string;
  /** Milliseconds from SUBACK until a subscription is in force on every node; found out where absent. */
  readonly settleMs?: number;
  readonly limits?: DeclaredLimits;
}

/** What holds at the target for one protocol version. */
export interface TargetFacts {
  readonly version: ProtocolVersion;
  /** As CONNACK says it; what is absent there is absent here. */
  readonly announced: Properties;
  readonly profile: TargetProfile;
  readonly maximumQos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly wildcards: boolean;
  readonly sharedSubscriptions: boolean;
  readonly subscriptionIdentifiers: boolean;
  readonly topicAliasMaximum: number;
  readonly receiveMaximum: number;
  /** Bytes. */
  readonly maximumPacketSize: number;
  /** Seconds that replace the client's Keep Alive. */
  readonly serverKeepAliveS: number | undefined;
  /** Seconds; the longest session that is granted. */
  readonly sessionMaxS: number;
  /** Keep Alive of clients that need none: 0, or for a target that lets no such client in, longer than any case. */
  readonly keepAliveS: number;
  /** How long a round trip takes, in milliseconds. */
  readonly roundTripMs: number;
  /** What clients wait behind SUBACK and UNSUBACK before they rely on them, in milliseconds. */
  readonly settleMs: number;
}

const UNLIMITED = 0xffff_ffff;

/** What an accepting CONNACK to a wish for the longest session says; in 3.1.1 nothing, so the profile speaks. */
export function factsOf(
  version: ProtocolVersion,
  profile: TargetProfile,
  connack: ConnackPacket,
  { roundTripMs, keepAliveS }: Pick<TargetFacts, 'roundTripMs' | 'keepAliveS'>,
): TargetFacts {
  const announced = connack.properties ?? {};
  return {
    version,
    announced,
    profile,
    maximumQos: announced.maximumQoS ?? profile.maximumQos ?? 2,
    retain: announced.retainAvailable ?? profile.retain ?? true,
    wildcards: announced.wildcardSubscriptionAvailable ?? profile.wildcards ?? true,
    sharedSubscriptions: version === 5 && announced.sharedSubscriptionAvailable !== false,
    subscriptionIdentifiers: version === 5 && announced.subscriptionIdentifiersAvailable !== false,
    topicAliasMaximum: announced.topicAliasMaximum ?? 0,
    receiveMaximum: announced.receiveMaximum ?? 65_535,
    maximumPacketSize: announced.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    serverKeepAliveS: announced.serverKeepAlive,
    sessionMaxS: Math.min(announced.sessionExpiryInterval ?? UNLIMITED, profile.sessionMaxS ?? UNLIMITED),
    keepAliveS,
    roundTripMs,
    settleMs: profile.settleMs ?? 0,
  };
}

/** Why a case cannot be put to this target; undefined where it can. */
export function lackOf(needs: Needs, facts: TargetFacts): string | undefined {
  if (needs.qos !== undefined && facts.maximumQos < needs.qos)
    return `the target's Maximum QoS is ${facts.maximumQos}`;
  if (needs.retain && !facts.retain) return 'the target keeps no retained messages';
  if (needs.wildcards && !facts.wildcards) return 'the target has no wildcard subscriptions';
  if (needs.sharedSubscriptions && !facts.sharedSubscriptions)
    return 'the target has no Shared Subscriptions';
  if (needs.subscriptionIdentifiers && !facts.subscriptionIdentifiers)
    return 'the target has no Subscription Identifiers';
  if (needs.topicAlias && facts.topicAliasMaximum === 0) return 'the target accepts no Topic Alias';
  if (needs.sessionS !== undefined && facts.sessionMaxS < needs.sessionS)
    return `the target keeps a session for at most ${facts.sessionMaxS} s`;
  if (needs.anonymous && !isAnonymous(facts.profile)) return 'the target refuses anonymous clients anyway';
  return lackOfConfiguration(needs, facts);
}

function lackOfConfiguration(needs: Needs, facts: TargetFacts): string | undefined {
  if (needs.without !== undefined && hasFeature(needs.without, facts))
    return `the target has ${needs.without.replaceAll('-', ' ')}: nothing to refuse`;
  switch (needs.profile) {
    case undefined:
      return undefined;
    case 'enhanced-authentication':
      return facts.profile.enhanced === undefined
        ? 'the profile has no `enhanced-authentication`, the script of an exchange'
        : undefined;
    case 'websocket':
      return facts.profile.webSocket === undefined
        ? 'the target is not reached over WebSocket, and the profile has no `websocket`, its URL there'
        : undefined;
    default:
      return lackOfPrincipals(needs.profile, facts.profile);
  }
}

function hasFeature(feature: NonNullable<Needs['without']>, facts: TargetFacts): boolean {
  switch (feature) {
    case 'qos-1':
      return facts.maximumQos >= 1;
    case 'qos-2':
      return facts.maximumQos >= 2;
    case 'retain':
      return facts.retain;
    case 'wildcards':
      return facts.wildcards;
    case 'shared-subscriptions':
      return facts.sharedSubscriptions;
    case 'subscription-identifiers':
      return facts.subscriptionIdentifiers;
  }
}
