/** What `init` can write a scenario for; the first is what it takes when nobody says. */
export const SCENARIO_KINDS = [
  { name: 'delivery', title: 'pairs of clients, every message exactly once' },
  { name: 'telemetry', title: 'many devices report to a backend' },
  { name: 'broadcast', title: 'one sends to all' },
  { name: 'presence', title: 'Will Messages tell of devices that vanish' },
  { name: 'tenants', title: 'access control keeps tenants apart' },
] as const;

export type ScenarioKind = (typeof SCENARIO_KINDS)[number]['name'];
