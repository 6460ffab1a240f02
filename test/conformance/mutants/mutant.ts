/** A broker with one deliberate deviation that only the suite has to find: what it is, and how it is put in. */
import type { Intercept } from '../../../src/broker/intercept.ts';
import type { BrokerOptions } from '../../../src/broker/options.ts';
import type { ConformanceCase } from '../../../src/conformance/case.ts';
import type { TargetProfile } from '../../../src/conformance/facts.ts';
import type { Clause } from '../../../src/protocol/clause.ts';
import type { ProtocolVersion } from '../../../src/protocol/constants.ts';
import type { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import type { Properties } from '../../../src/protocol/properties.ts';
import { CONFIGURED, type Configured } from '../configured.ts';
import type { Tamper } from '../tampered-dial.ts';

export interface Setting {
  readonly broker: BrokerOptions;
  readonly profile: TargetProfile;
  readonly accessWithout?: Configured['accessWithout'];
}

export interface Mutant {
  readonly id: string;
  /** What it does wrong, as half a sentence. */
  readonly summary: string;
  /** Statements that it breaks, of one version or both: a case of each has to go red. */
  readonly breaks: readonly Clause[];
  /** What may go red as well: the same deed seen from another side. */
  readonly mayAlsoBreak?: readonly Clause[] | 'anything';
  /** The target apart from the deviation; everything that a profile can set up where absent. */
  readonly setting?: Setting;
  /** Other options of the broker. */
  readonly options?: (options: BrokerOptions) => BrokerOptions;
  /** A deviation in the broker. Called for each run, so that what it remembers is its own. */
  readonly intercept?: (options: BrokerOptions) => Intercept;
  /** A deviation by a proxy in front of the broker. Called for each run. */
  readonly tamper?: (version: ProtocolVersion) => Tamper;
  /** Which cases it is put to, where the deed would spoil all others or concerns few; all where absent. */
  readonly cases?: (one: ConformanceCase) => boolean;
}

/** Puts a mutant's deviation into a broker. */
export function mutated({
  options = (same) => same,
  intercept,
}: Mutant): (given: BrokerOptions) => BrokerOptions {
  return (given) => {
    const altered = options(given);
    return intercept === undefined ? altered : { ...altered, intercept: intercept(altered) };
  };
}

/** The usual target with other features. */
export function featuring(
  features: NonNullable<BrokerOptions['features']>,
  profile: Partial<TargetProfile> = {},
): Setting {
  return {
    broker: { ...CONFIGURED.broker, features: { ...CONFIGURED.broker.features, ...features } },
    profile: { ...CONFIGURED.profile, ...profile },
  };
}

/** Changes features behind the announcements of CONNACK. */
export function secretly(
  features: NonNullable<BrokerOptions['features']>,
): (options: BrokerOptions) => BrokerOptions {
  return (options) => ({ ...options, features: { ...options.features, ...features } });
}

export type OfType<T extends PacketType> = Extract<Packet, { type: T }>;
export type With<P, K extends keyof P> = P & Required<Pick<P, K>>;

export function isA<T extends PacketType>(packet: Packet, type: T): packet is OfType<T> {
  return packet.type === type;
}

/** Replaces packets of one type, either way; undefined leaves a packet as it is. */
export function replacing<T extends PacketType>(
  type: T,
  spoil: (packet: OfType<T>, clientId: string) => Packet | readonly Packet[] | undefined,
) {
  return (owner: { readonly clientId: string }, packet: Packet): readonly Packet[] => {
    const spoilt = isA(packet, type) ? spoil(packet, owner.clientId) : undefined;
    if (spoilt === undefined) return [packet];
    return 'type' in spoilt ? [spoilt] : spoilt;
  };
}

/** A packet with more or other properties. */
export function withProperties<P extends { readonly properties?: Properties }>(
  packet: P,
  more: Properties,
): P {
  return { ...packet, properties: { ...packet.properties, ...more } };
}

/** The cases that look at just this; what the deed means to others is told by deeds like it. */
export function ofParts(...parts: readonly string[]): (one: ConformanceCase) => boolean {
  return ({ id }) => parts.some((part) => id.endsWith(`/${part}`));
}

/** The cases of some statements, named without their version. */
export function ofStatements(...names: readonly string[]): (one: ConformanceCase) => boolean {
  return ({ statement }) => names.some((name) => statement.endsWith(`:${name}`));
}
