/** Features of MQTT 5.0 in a run that is, or is also, at 3.1.1. */
import { SESSION_NEVER_EXPIRES, type ProtocolVersion } from '../../protocol/constants.ts';
import type { Reader } from '../reader.ts';
import type { Group, MembersSpec, Step, SubscribeSpec } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

interface Context {
  readonly clients: readonly Group[];
  readonly steps: readonly Step[];
  readonly protocol: readonly ProtocolVersion[];
}

export function checkVersions(context: Context, reader: Reader): void {
  for (const group of context.clients) {
    if (runsAt311(group, context.protocol))
      checkGroup(group, new FeatureReport(group, context.protocol, reader));
  }
  for (const step of allSteps(context.steps)) {
    if (!('clients' in step.spec)) continue;
    const group = groupsOf(step.spec, context.clients).find((each) => runsAt311(each, context.protocol));
    if (group !== undefined) checkStep(step, new FeatureReport(group, context.protocol, reader));
  }
}

function runsAt311(group: Group, protocol: readonly ProtocolVersion[]): boolean {
  return group.protocol === undefined ? protocol.includes(4) : group.protocol === 4;
}

/** Says of which group, and at which of several versions, a feature is missing. */
class FeatureReport {
  readonly #group: Group;
  readonly #alsoAt5: boolean;
  readonly #reader: Reader;

  constructor(group: Group, protocol: readonly ProtocolVersion[], reader: Reader) {
    this.#group = group;
    this.#alsoAt5 = group.protocol === undefined && protocol.includes(5);
    this.#reader = reader;
  }

  key(value: object, key: string, feature: string): void {
    this.at(this.#reader.keySpanOf(value, key), feature);
  }

  at(span: { start: number; end: number }, feature: string): void {
    const fails = this.#alsoAt5
      ? 'the run at 3.1.1 would fail, the one at 5.0 would not'
      : `group \`${this.#group.name}\` is at 3.1.1`;
    const hint = this.#alsoAt5
      ? 'say `protocol: "5.0"`, or leave it out'
      : 'say `protocol: "5.0"`, of the scenario or of the group';
    this.#reader.report('version-feature', span, `${feature} is a feature of MQTT 5.0: ${fails}`, hint);
  }
}

const GROUP_FEATURES = {
  receiveMaximum: ['receive-maximum', 'Receive Maximum'],
  maximumPacketSize: ['maximum-packet-size', 'Maximum Packet Size'],
  topicAliasMaximum: ['topic-alias-maximum', 'Topic Alias Maximum'],
  userProperties: ['user-properties', 'a User Property'],
  refuse: ['refuse', 'a refusal in PUBACK or PUBREC'],
} as const;

function checkGroup(group: Group, report: FeatureReport): void {
  for (const [property, [key, feature]] of Object.entries(GROUP_FEATURES))
    if (Reflect.get(group, property) !== undefined) report.key(group, key, feature);
  const { sessionExpiry, will } = group;
  const meansTheSame = sessionExpiry === SESSION_NEVER_EXPIRES && !group.cleanStart;
  if (sessionExpiry !== undefined && !meansTheSame)
    report.key(group, 'session-expiry', 'Session Expiry Interval');
  if (will !== undefined) checkKeys(will, WILL_FEATURES, report);
}

function checkStep(step: Step, report: FeatureReport): void {
  if (step.kind === 'subscribe') checkSubscribe(step.spec, report);
  else if (step.kind === 'publish') checkKeys(step.spec, PUBLISH_FEATURES, report);
  else if (step.kind === 'disconnect') {
    if (step.spec.reason !== 0) report.key(step.spec, 'reason', 'a Reason Code in DISCONNECT');
    checkKeys(step.spec, { sessionExpiry: ['session-expiry', 'Session Expiry Interval'] }, report);
  }
}

type Features = Readonly<Record<string, readonly [key: string, feature: string]>>;

const MESSAGE_FEATURES: Features = {
  messageExpiry: ['message-expiry', 'Message Expiry Interval'],
  contentType: ['content-type', 'Content Type'],
  payloadFormat: ['payload-format', 'Payload Format Indicator'],
  responseTopic: ['response-topic', 'Response Topic'],
  correlationData: ['correlation-data', 'Correlation Data'],
  userProperties: ['user-properties', 'a User Property'],
};

const PUBLISH_FEATURES: Features = { ...MESSAGE_FEATURES, topicAlias: ['topic-alias', 'Topic Alias'] };

const WILL_FEATURES: Features = { delay: ['delay', 'Will Delay Interval'], ...MESSAGE_FEATURES };

const SUBSCRIPTION_FEATURES: Features = {
  noLocal: ['no-local', 'No Local'],
  retainAsPublished: ['retain-as-published', 'Retain As Published'],
  retainHandling: ['retain-handling', 'Retain Handling'],
  identifier: ['identifier', 'Subscription Identifier'],
};

function checkKeys(spec: MembersSpec | object, features: Features, report: FeatureReport): void {
  for (const [property, [key, feature]] of Object.entries(features))
    if (Reflect.get(spec, property) !== undefined) report.key(spec, key, feature);
}

function checkSubscribe(spec: SubscribeSpec, report: FeatureReport): void {
  checkKeys(spec, SUBSCRIPTION_FEATURES, report);
  // 3.1.1 defines no Shared Subscriptions, but many brokers have them there too: `$share/…` is no mistake.
  for (const filter of spec.filters ?? []) checkKeys(filter, SUBSCRIPTION_FEATURES, report);
}
