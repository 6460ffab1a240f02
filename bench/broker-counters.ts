/** What the broker itself counts, from its $SYS topics: no contender is asked how much it did. */
import { connectAsync, type MqttClient } from 'mqtt';

const TOPICS = {
  received: '$SYS/broker/publish/messages/received',
  sent: '$SYS/broker/publish/messages/sent',
  connected: '$SYS/broker/clients/connected',
} as const;

type Counter = keyof typeof TOPICS;

/** The broker tells its counters one after the other. */
const TELLING_MS = 20;

export class BrokerCounters {
  readonly counts: Record<Counter, number> = { received: 0, sent: 0, connected: 0 };
  /** Called once for each time that the broker tells its counters, with all of them updated. */
  onUpdate: (() => void) | undefined;
  readonly #client: MqttClient;
  #announced = false;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => this.#take(topic, Number(payload.toString())));
  }

  static async connect(url: string): Promise<BrokerCounters> {
    const client = await connectAsync(url, { clientId: 'bench-counters', keepalive: 300 });
    const counters = new BrokerCounters(client);
    await client.subscribeAsync(Object.values(TOPICS));
    return counters;
  }

  async close(): Promise<void> {
    await this.#client.endAsync();
  }

  #take(topic: string, value: number): void {
    for (const key of ['received', 'sent', 'connected'] as const) {
      if (TOPICS[key] === topic) this.counts[key] = value;
    }
    if (this.#announced) return;
    this.#announced = true;
    setTimeout(() => {
      this.#announced = false;
      this.onUpdate?.();
    }, TELLING_MS);
  }
}
