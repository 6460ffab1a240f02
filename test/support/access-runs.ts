/** Runs of `probe-access` against the embedded broker, whole or with a defect. */
import { present } from '../../src/base/assert.ts';
import { aclAccess, type AclRule } from '../../src/broker/acl.ts';
import { passwordAuthentication } from '../../src/broker/auth/password.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { Broker } from '../../src/broker/broker.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { AccessRow } from '../../src/check/types.ts';
import { embeddedAccess, policyAccess, withoutRights } from '../../src/cli/embedded/access.ts';
import { clientSpec } from '../../src/plan/client-spec.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import type { Rights, RunOutcome } from '../../src/run/types.ts';
import { planText, runText, type ScenarioRun } from './run-scenario.ts';

export interface AccessRun {
  readonly text: string;
  readonly version: ProtocolVersion;
  /** The id of a defect. */
  readonly defect?: string;
  readonly choices?: BrokerOptions['choices'];
  readonly threads?: number;
  /** Rules of the broker's own, in place of the policy. */
  readonly rules?: readonly AclRule[];
}

/** The scenario on a broker of its own that knows its clients and enforces its policy. */
export async function runAccess({
  text,
  version,
  defect,
  choices,
  threads,
  rules,
}: AccessRun): Promise<RunOutcome> {
  const run: ScenarioRun = {
    url: 'mqtt://127.0.0.1:1',
    version,
    ...(threads === undefined ? {} : { threads }),
  };
  const plan = planText(text, 'access.yaml', run);
  const options: BrokerOptions = {
    access:
      rules === undefined ? policyAccess(embeddedAccess(plan)) : aclAccess({ rules, otherwise: 'deny' }),
    authenticate: passwordAuthentication({ users: usersOf(plan) }),
    ...(choices === undefined ? {} : { choices }),
  };
  const broken =
    defect === undefined ? options : present(findDefect(defect), defect).apply(options, { every: 1 });
  const broker = await startBroker({
    ...broken,
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  try {
    const rights = rules === undefined ? rightsAt(broker.broker, plan, defect) : undefined;
    const url = present(broker.urls[0], 'a URL');
    return await runText(text, { ...run, url, ...(rights === undefined ? {} : { rights }) });
  } finally {
    await broker.close();
  }
}

/** A broker whose access control itself has a defect keeps it when rights change. */
function rightsAt(broker: Broker, plan: Plan, defect: string | undefined): Rights {
  const whole = embeddedAccess(plan);
  const put = (clients: readonly number[]): Promise<void> => {
    const options = { access: policyAccess(withoutRights(whole, clients)) };
    const broken = defect === undefined ? options : present(findDefect(defect), defect).apply(options);
    broker.setAccess(broken.access);
    return Promise.resolve();
  };
  return { revoke: put, restore: () => put([]) };
}

function usersOf(plan: Plan): { username: string; password: string }[] {
  return Array.from({ length: plan.clientCount }, (_, client) => clientSpec(plan, client)).flatMap(
    ({ username, password = '' }) => (username === undefined ? [] : [{ username, password }]),
  );
}

/** Lines of the matrix with that verdict, as `path action`. */
export function pathsOf(outcome: RunOutcome, verdict: AccessRow['verdict']): string[] {
  const rows = outcome.check.access?.rows ?? [];
  return [
    ...new Set(rows.filter((row) => row.verdict === verdict).map(({ path, action }) => `${path} ${action}`)),
  ].sort();
}

/** Invariants that failed. */
export function failed(outcome: RunOutcome): string[] {
  return outcome.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}

/** Two tenants whose devices have topics of their own, a service that reads all, and what even the tenants must not read. */
export const TENANTS = `
name: tenants
clients:
  red: { count: 3, username: 'red-\${index}', password: 'r\${index}' }
  blue: { count: 3, username: 'blue-\${index}', password: 'b\${index}' }
  auditor: { count: 1, username: auditor, password: a }
access:
  - allow:
      clients: [red, blue]
      publish: '\${group}/\${client.id}/#'
      subscribe: ['\${group}/\${client.id}/#', '\${group}/all/#']
  - allow: { clients: auditor, publish: ['red/all/#', 'blue/all/#'], subscribe: ['red/#', 'blue/#'] }
  - deny: everything-else
steps:
  - probe-access: { clients: all, quiet: 60ms }
`;
