import { BenchError } from '../base/errors.ts';
import { SESSION_NEVER_EXPIRES, type ProtocolVersion } from '../protocol/constants.ts';
import { RECONNECT_DELAYS } from '../scenario/language/values.ts';
import type { Template } from '../scenario/template.ts';
import type { Group, PasswordSpec } from '../scenario/types.ts';
import { planTls } from './plan-tls.ts';
import type { PlannedGroup } from './types.ts';

/** Short, for the 23 bytes that every 3.1.1 broker must take, and different in every run, so that runs do not take over each other's sessions. */
const DEFAULT_CLIENT_ID: Template = {
  source: 'mb${run}-${group}-${index}',
  parts: [
    'mb',
    { kind: 'name', path: 'run' },
    '-',
    { kind: 'name', path: 'group' },
    '-',
    { kind: 'name', path: 'index' },
  ],
};

/** Lays the groups out one after another: global indexes are dense, in the order of the file. */
export function planGroups(
  groups: readonly Group[],
  version: ProtocolVersion,
  columns: ReadonlySet<string> = new Set(),
): PlannedGroup[] {
  let first = 0;
  return groups.map((group) => {
    const planned = { ...planGroup(group, first, version), ...planRows(group, columns) };
    first += group.count;
    return planned;
  });
}

/** Only the columns that templates read are looked up again and again. */
function planRows({ name, rows }: Group, names: ReadonlySet<string>): Pick<PlannedGroup, 'rows'> {
  if (rows === undefined) return {};
  const { table, file } = rows;
  if (table === undefined)
    throw new BenchError('usage', 'rows-not-read', `the rows of \`${name}\` (${file}) have not been read`);
  const columns = table.columns.flatMap((column, at) => (names.has(column) ? [at] : []));
  return { rows: { table, columns } };
}

function planGroup(group: Group, first: number, scenarioVersion: ProtocolVersion): PlannedGroup {
  const version = group.protocol ?? scenarioVersion;
  return {
    name: group.name,
    first,
    count: group.count,
    engine: group.engine,
    clientId: group.id ?? DEFAULT_CLIENT_ID,
    version,
    keepAliveSeconds: group.keepAlive,
    cleanStart: group.cleanStart,
    ...optionalSettings(group, version),
    reconnect: {
      enabled: group.reconnect?.enabled ?? false,
      initialDelayUs: group.reconnect?.initialDelay ?? RECONNECT_DELAYS.initialDelay,
      maxDelayUs: group.reconnect?.maxDelay ?? RECONNECT_DELAYS.maxDelay,
    },
    sourceAddresses: group.sourceAddresses ?? [],
    connectTimeoutUs: group.connectTimeout,
  };
}

function optionalSettings(group: Group, version: ProtocolVersion): Partial<PlannedGroup> {
  const { receiveMaximum, maximumPacketSize, topicAliasMaximum, packetIdentifiers } = group;
  const { username, password } = group;
  const { userProperties, refuse, tls } = group;
  return {
    ...sessionExpiry(group, version),
    ...(receiveMaximum === undefined ? {} : { receiveMaximum }),
    ...(maximumPacketSize === undefined ? {} : { maximumPacketSize }),
    ...(topicAliasMaximum === undefined ? {} : { topicAliasMaximum }),
    ...(packetIdentifiers === undefined ? {} : { packetIdentifiers }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : planPassword(password)),
    ...(userProperties === undefined ? {} : { userProperties }),
    ...(refuse === undefined ? {} : { refuse: { share: refuse.share, reasonCode: refuse.reason } }),
    ...(tls === undefined ? {} : { tls: planTls(tls) }),
  };
}

/** `never` is what Clean Session 0 means in 3.1.1, which has no property to say it. */
function sessionExpiry(group: Group, version: ProtocolVersion): Partial<PlannedGroup> {
  const { sessionExpiry: seconds } = group;
  if (seconds === undefined || (version === 4 && seconds === SESSION_NEVER_EXPIRES)) return {};
  return { sessionExpirySeconds: seconds };
}

function planPassword(password: PasswordSpec): Pick<PlannedGroup, 'password' | 'jwt'> {
  if (password.kind === 'text') return { password: password.text };
  const { expires, reauthenticate, ...rest } = password.jwt;
  return { jwt: { ...rest, lifetimeUs: expires, renewed: reauthenticate === 'before-expiry' } };
}
