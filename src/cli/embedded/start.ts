import type { TargetOverride } from '../../plan/plan-scenario.ts';
import type { Plan } from '../../plan/types.ts';
import type { BrokerControl } from '../../run/faults/broker-control.ts';
import type { Rights } from '../../run/types.ts';
import type { EmbeddedSpec, TlsSpec } from '../../scenario/types.ts';
import { startEmbeddedBroker } from '../embedded-broker.ts';
import { embeddedAccess } from './access.ts';
import { acceptedBy, PLAIN } from './settings.ts';

export interface EmbeddedTarget {
  readonly target: TargetOverride;
  /** Present where it enforces a policy that denies what no rule allows. */
  readonly rights?: Rights;
  /** Restarts it, where a step asks for it. */
  readonly control: BrokerControl;
  close(): Promise<void>;
}

/** The embedded broker as the scenario wants it, and how clients reach it. `tls` is what the command line says about TLS. */
export async function startEmbeddedTarget(
  plan: Plan,
  spec: EmbeddedSpec | undefined,
  tls: TlsSpec | undefined,
): Promise<EmbeddedTarget> {
  if (spec === undefined) return start(PLAIN, tls);
  const settings = {
    listener: spec.listener,
    ...acceptedBy(plan, spec),
    ...(spec.enforceAccess ? { access: embeddedAccess(plan) } : {}),
  };
  if (spec.listener === 'mqtt' || spec.listener === 'ws') return start(settings, tls);
  // Certificates bring a library whose start would be felt by every run that needs none.
  const { makeCertificates } = await import('./certificates.ts');
  const certificates = await makeCertificates(spec.clientCertificates ? plan.clientCount : 0);
  try {
    const started = await start(
      { ...settings, tls: certificates.server },
      { ...tls, ...certificates.client },
    );
    return {
      ...started,
      close: async () => {
        certificates.remove();
        await started.close();
      },
    };
  } catch (error) {
    certificates.remove();
    throw error;
  }
}

async function start(
  settings: Parameters<typeof startEmbeddedBroker>[0],
  tls: TlsSpec | undefined,
): Promise<EmbeddedTarget> {
  const broker = await startEmbeddedBroker(settings);
  const rights: Rights = { revoke: (clients) => broker.revoke(clients), restore: () => broker.revoke([]) };
  return {
    control: broker,
    target: { urls: [broker.url], ...(tls === undefined ? {} : { tls }) },
    ...(settings?.access?.otherwise === false ? { rights } : {}),
    close: () => broker.close(),
  };
}
