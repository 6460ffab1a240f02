import { assert, present } from '../base/assert.ts';
import { seededRandom } from '../base/random.ts';
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import type { Properties } from '../protocol/properties.ts';
import { evaluateTemplate, type TemplateScope, type TemplateValue } from '../scenario/evaluate-template.ts';
import { rowField } from '../scenario/rows.ts';
import type { Template } from '../scenario/template.ts';
import { compileJson } from './json-content.ts';
import { lastAtOrBelow } from './members.ts';
import type {
  Plan,
  PlannedGroup,
  PlannedJwt,
  PlannedProperties,
  PlannedTls,
  PlannedWill,
  ReconnectPolicy,
} from './types.ts';

/** One client with its templates filled in. */
export interface ClientSpec {
  /** Global index. */
  readonly client: number;
  /** Ordinal in its group. */
  readonly index: number;
  readonly group: PlannedGroup;
  readonly version: ProtocolVersion;
  readonly clientId: string;
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  readonly sessionExpirySeconds: number | undefined;
  readonly receiveMaximum: number | undefined;
  readonly maximumPacketSize: number | undefined;
  readonly topicAliasMaximum: number | undefined;
  readonly packetIdentifiers: number | undefined;
  /** The group's, else the target's. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Stands in place of the password. */
  readonly jwt: ClientJwt | undefined;
  readonly userProperties: readonly (readonly [name: string, value: string])[] | undefined;
  readonly will: ClientWill | undefined;
  readonly reconnect: ReconnectPolicy;
  readonly connectTimeoutUs: number;
  /** Which of the target's URLs: clients are spread round robin. 0 for the embedded broker. */
  readonly node: number;
  readonly sourceAddress: string | undefined;
  readonly tls: ClientTls;
}

export interface ClientJwt {
  readonly policy: PlannedJwt;
  /** JSON text of a map. */
  readonly claims: string;
}

export interface ClientWill {
  readonly flow: number;
  readonly carrier: PlannedWill['carrier'];
  readonly topic: string;
  /** Absent: the stamp is the payload. */
  readonly payload?: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly delaySeconds?: number;
  readonly properties?: Properties;
}

/** Paths; the group's settings before the target's. */
export interface ClientTls {
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly serverName: string | undefined;
  readonly alpnProtocols: readonly string[] | undefined;
  readonly insecure: boolean;
}

/** Everything about one client, made when it is needed: a plan of a million clients stays small. */
export function clientSpec(plan: Plan, client: number): ClientSpec {
  const group = groupOf(plan, client);
  const index = client - group.first;
  const scope = scopeOf(plan, group, client);
  const fill = (template: Template | undefined): string | undefined =>
    template === undefined ? undefined : evaluateTemplate(template, scope);
  return {
    client,
    index,
    group,
    version: group.version,
    clientId: evaluateTemplate(group.clientId, scope),
    cleanStart: group.cleanStart,
    keepAliveSeconds: group.keepAliveSeconds,
    sessionExpirySeconds: group.sessionExpirySeconds,
    receiveMaximum: group.receiveMaximum,
    maximumPacketSize: group.maximumPacketSize,
    topicAliasMaximum: group.topicAliasMaximum,
    packetIdentifiers: group.packetIdentifiers,
    username: fill(group.username) ?? plan.target?.username,
    password:
      group.username === undefined ? (fill(group.password) ?? plan.target?.password) : fill(group.password),
    jwt: group.jwt === undefined ? undefined : { policy: group.jwt, claims: claimsOf(group.jwt, scope) },
    userProperties: group.userProperties,
    will: group.will === undefined ? undefined : fillWill(group.will, index, scope),
    reconnect: group.reconnect,
    connectTimeoutUs: group.connectTimeoutUs,
    node: client % Math.max(1, plan.target?.urls.length ?? 1),
    sourceAddress: group.sourceAddresses[index % Math.max(1, group.sourceAddresses.length)],
    tls: fillTls(plan.target?.tls, group.tls, scope),
  };
}

/** The group that client `client` belongs to. */
export function groupOf(plan: Plan, client: number): PlannedGroup {
  assert(client >= 0 && client < plan.clientCount, `there is no client ${client}`);
  return present(plan.groups[lastAtOrBelow(startsOf(plan), client)], `the group of client ${client}`);
}

const groupStarts = new WeakMap<Plan, readonly number[]>();

function startsOf(plan: Plan): readonly number[] {
  let starts = groupStarts.get(plan);
  if (starts === undefined) groupStarts.set(plan, (starts = plan.groups.map((group) => group.first)));
  return starts;
}

/** Text of a template for one client. */
export function evaluateForClient(plan: Plan, client: number, template: Template): string {
  return evaluateTemplate(template, scopeOf(plan, groupOf(plan, client), client));
}

/** What templates of one client may read; vars and environment are in them already. */
export function scopeOf(plan: Plan, group: PlannedGroup, client: number): Record<string, TemplateValue> {
  const index = client - group.first;
  const scope: Record<string, TemplateValue> = { index, client, group: group.name, run: runText(plan.runId) };
  if (group.rows === undefined) return scope;
  const { table, columns } = group.rows;
  for (const column of columns)
    scope[`row.${table.columns[column] ?? ''}`] = rowField(table, index % table.count, column);
  return scope;
}

/** The run id as templates print it: eight hexadecimal digits. */
function runText(runId: number): string {
  return (runId >>> 0).toString(16).padStart(8, '0');
}

const NO_CHANCE = seededRandom(0);

function claimsOf({ claims }: PlannedJwt, scope: TemplateScope): string {
  return compileJson(claims)({ scope, random: NO_CHANCE, seq: 0, wallUs: 0 });
}

function fillWill(will: PlannedWill, index: number, scope: TemplateScope): ClientWill {
  return {
    flow: will.firstFlow + index,
    carrier: will.carrier,
    topic: evaluateTemplate(will.topic, scope),
    ...(will.payload === undefined ? {} : { payload: evaluateTemplate(will.payload, scope) }),
    qos: will.qos,
    retain: will.retain,
    ...(will.delaySeconds === undefined ? {} : { delaySeconds: will.delaySeconds }),
    ...(will.properties === undefined ? {} : { properties: fillProperties(will.properties, scope) }),
  };
}

function fillProperties(planned: PlannedProperties, scope: TemplateScope): Properties {
  const { messageExpirySeconds, responseTopic, correlationData, ...plain } = planned;
  return {
    ...plain,
    ...(messageExpirySeconds === undefined ? {} : { messageExpiryInterval: messageExpirySeconds }),
    ...(responseTopic === undefined ? {} : { responseTopic: evaluateTemplate(responseTopic, scope) }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
  };
}

function fillTls(
  target: PlannedTls | undefined,
  group: PlannedTls | undefined,
  scope: TemplateScope,
): ClientTls {
  const { caFile, certFile, keyFile, serverName, alpnProtocols } = { ...target, ...group };
  return {
    caFile,
    certFile: certFile === undefined ? undefined : evaluateTemplate(certFile, scope),
    keyFile: keyFile === undefined ? undefined : evaluateTemplate(keyFile, scope),
    serverName,
    alpnProtocols,
    insecure: group?.insecure === true || target?.insecure === true,
  };
}
