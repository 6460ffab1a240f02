import type { BrokerContext } from './context.ts';
import { createMessage } from './message.ts';
import type { Cancel } from './timers.ts';

const PREFIX = '$SYS/broker/';

/** Publishes the broker's figures below `$SYS/broker/`, retained, now and at every interval; only when one is set. */
export function startSys(context: BrokerContext): Cancel {
  const intervalMs = context.settings.sysIntervalMs;
  if (intervalMs === undefined) return () => undefined;
  const startedUs = context.settings.clock.nowUs();
  let cancel: Cancel;
  const tick = (): void => {
    publishFigures(context, startedUs);
    cancel = context.settings.timers.schedule(intervalMs, tick);
  };
  tick();
  return () => cancel();
}

function publishFigures(context: BrokerContext, startedUs: number): void {
  const { stats, sessions, subscriptions, retained, settings, publisher } = context;
  const nowUs = settings.clock.nowUs();
  const figures: Readonly<Record<string, string | number>> = {
    version: 'mqtt-bench',
    uptime: `${Math.floor((nowUs - startedUs) / 1_000_000)} seconds`,
    'clients/connected': stats.connectionsOpen,
    'clients/total': sessions.size,
    'publish/messages/received': stats.messagesReceived,
    'publish/messages/sent': stats.messagesSent,
    'bytes/received': stats.bytesReceived,
    'bytes/sent': stats.bytesSent,
    'subscriptions/count': subscriptions.size,
    'retained messages/count': retained.size,
    'publish/messages/dropped': Object.values(stats.dropped).reduce((sum, count) => sum + count, 0),
  };
  for (const [name, value] of Object.entries(figures)) {
    const content = {
      topic: PREFIX + name,
      payload: Buffer.from(String(value)),
      qos: 0,
      retain: true,
    } as const;
    publisher.publish(createMessage(content, '', nowUs));
  }
}
