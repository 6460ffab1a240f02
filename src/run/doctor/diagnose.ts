import { formatBytes, formatDurationUs } from '../../base/units.ts';
import type { MachineFacts } from './facts.ts';
import type { PlanNeeds } from './needs.ts';

export type DoctorStatus =
  | 'ok'
  /** It may go wrong, or figures may suffer. */
  | 'warning'
  /** It cannot work. */
  | 'impossible';

export interface DoctorItem {
  readonly name: string;
  readonly status: DoctorStatus;
  readonly text: string;
  /** What raises the limit. */
  readonly remedy?: string;
}

/** Files that a process has open besides its connections. */
const DESCRIPTORS_BASE = 40;
const DESCRIPTORS_PER_THREAD = 12;
const TIMER_LATE_MAX_US = 5_000;

/** Holds what is needed against what there is. A function of its arguments. */
export function diagnose(needs: PlanNeeds, facts: MachineFacts): DoctorItem[] {
  return [
    descriptors(needs, facts),
    ports(needs, facts),
    memory(needs, facts),
    cpus(needs, facts),
    timer(facts),
  ].flatMap((item) => item ?? []);
}

function descriptors(needs: PlanNeeds, facts: MachineFacts): DoctorItem | undefined {
  if (facts.descriptors === undefined) return undefined;
  const { soft, hard, used } = facts.descriptors;
  const ends = needs.connections * (1 + (needs.embedded ? 1 : 0) + (needs.proxied ? 2 : 0));
  const needed = ends + Math.max(used, DESCRIPTORS_BASE) + needs.threads * DESCRIPTORS_PER_THREAD;
  const text = `${count(needed)} needed for ${count(needs.connections)} connections${otherEnds(needs)}, ${count(soft)} allowed`;
  if (needed <= soft) return { name: 'file descriptors', status: 'ok', text };
  const remedy =
    needed <= hard
      ? `ulimit -n ${needed}`
      : `raise the hard limit: \`nofile\` in /etc/security/limits.conf, LimitNOFILE of systemd, or --ulimit nofile=${needed} of Docker; then ulimit -n ${needed}`;
  return { name: 'file descriptors', status: severity(needs), text, remedy };
}

function otherEnds({ embedded, proxied }: PlanNeeds): string {
  if (proxied)
    return ` (the proxy for faults has two ends of each${embedded ? ', the embedded broker one' : ''})`;
  return embedded ? ' (both ends of each: the embedded broker has the others)' : '';
}

function ports({ portsMax, ...needs }: PlanNeeds, facts: MachineFacts): DoctorItem | undefined {
  if (facts.ephemeralPorts === undefined || portsMax === 0) return undefined;
  const { first, last } = facts.ephemeralPorts;
  const available = last - first + 1;
  // The proxy for faults has one address, whatever clients have.
  const from =
    needs.proxied || needs.sourceAddresses === 0
      ? 'one local address'
      : `each of ${needs.sourceAddresses} local addresses`;
  const to = needs.targets === 1 ? '' : ` to each of ${needs.targets} targets`;
  const text = `${count(portsMax)} needed from ${from}${to}, ${count(available)} available (${first}-${last})`;
  if (portsMax <= available) return { name: 'local ports', status: 'ok', text };
  const addresses = needs.proxied
    ? ['several target addresses']
    : ['several `source-addresses` in the scenario, e.g. 127.0.0.2-127.0.0.5', 'several target addresses'];
  const range = `sysctl -w net.ipv4.ip_local_port_range="${WIDEST_FIRST} 65535"`;
  const remedies = portsMax <= WIDEST_PORTS ? [range, ...addresses.slice(0, 1)] : addresses;
  return { name: 'local ports', status: severity(needs), text, remedy: remedies.join(', or ') };
}

const WIDEST_FIRST = 1_024;
const WIDEST_PORTS = 65_536 - WIDEST_FIRST;

/** An estimate must not stop a run; the system will. */
function memory(needs: PlanNeeds, facts: MachineFacts): DoctorItem {
  const text = `about ${formatBytes(needs.memoryBytes)} needed, ${formatBytes(facts.memoryAvailableBytes)} available`;
  if (needs.memoryBytes <= facts.memoryAvailableBytes) return { name: 'memory', status: 'ok', text };
  return { name: 'memory', status: 'warning', text, remedy: 'fewer clients on this machine, or more memory' };
}

function cpus(needs: PlanNeeds, facts: MachineFacts): DoctorItem {
  const threads = needs.threads + (needs.embedded ? 1 : 0);
  const text = `${threads} ${threads === 1 ? 'thread' : 'threads'} for the load, ${facts.cpuCount} CPUs`;
  if (threads <= facts.cpuCount) return { name: 'CPUs', status: 'ok', text };
  return { name: 'CPUs', status: 'warning', text, remedy: `--threads ${Math.max(1, facts.cpuCount - 1)}` };
}

function timer({ timerLateUs }: MachineFacts): DoctorItem | undefined {
  if (timerLateUs === undefined) return undefined;
  const text = `a timer of 1ms comes ${formatDurationUs(timerLateUs)} late`;
  if (timerLateUs <= TIMER_LATE_MAX_US) return { name: 'timers', status: 'ok', text };
  return {
    name: 'timers',
    status: 'warning',
    text: `${text}: arrivals will be that uneven`,
    remedy: 'stop what else runs on this machine, or use another',
  };
}

/** Where some leave before others come, it may still fit. */
function severity({ together }: Pick<PlanNeeds, 'together'>): DoctorStatus {
  return together ? 'impossible' : 'warning';
}

function count(value: number): string {
  return value >= Number.MAX_SAFE_INTEGER ? 'any number' : value.toLocaleString('en-US');
}
