import type { Plan, PlannedTarget } from '../../plan/types.ts';
import { parseTargetUrl } from '../../transport/parse-address.ts';

/** The same plan for clients that connect to a proxy: TLS still has to verify the name of the target, not the proxy's. */
export function behindProxy(plan: Plan, target: PlannedTarget): Plan {
  if (target.tls.serverName !== undefined) return plan;
  const parsed = parseTargetUrl(target.urls[0] ?? '');
  if (!parsed.ok || !('host' in parsed.address)) return plan;
  const { protocol, host } = parsed.address;
  if (protocol !== 'mqtts' && protocol !== 'wss') return plan;
  return { ...plan, target: { ...target, tls: { ...target.tls, serverName: host } } };
}
