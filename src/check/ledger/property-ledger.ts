/** Compares the application properties of every message with those that its flow is published with. */
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { MessageProperties } from '../../history/message-properties.ts';
import type { Delivery } from '../../history/observer.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import { propertyDifferences, type PropertyDifference } from './compare-properties.ts';
import type { LiveSession } from './live-session.ts';

/** All messages of one flow to one client that differ in one property; the rest is of the first of them. */
export interface PropertyFault extends PropertyDifference {
  readonly client: number;
  readonly flow: number;
  readonly seq: number;
  readonly tUs: number;
  readonly witness: readonly WitnessPacket[];
  count: number;
}

export interface PropertyLedgerState {
  /** Messages that were published with properties, or arrived with some. */
  readonly compared: number;
  readonly faults: readonly PropertyFault[];
}

/** Whether one of them belongs to the message; a broker adds others for its own delivery. */
function hasApplicationProperties(properties: MessageProperties | undefined): boolean {
  if (properties === undefined) return false;
  const { payloadFormatIndicator, contentType, responseTopic, correlationData } = properties;
  return (payloadFormatIndicator ?? contentType ?? responseTopic ?? correlationData) !== undefined;
}

const FAULTS_MAX = 200;
const WITNESS_PACKETS = 8;

export class PropertyLedger {
  readonly #catalog: FlowCatalog;
  readonly #witness: WitnessSource | undefined;
  readonly #faults = new Map<string, PropertyFault>();
  #compared = 0;

  constructor(catalog: FlowCatalog, witness: WitnessSource | undefined) {
    this.#catalog = catalog;
    this.#witness = witness;
  }

  /** A message of ours, under its own topic. */
  delivered(live: LiveSession, delivery: Readonly<Delivery>): void {
    if (this.#catalog.propertiesOf === undefined || live.state.version === 4) return;
    const published = this.#published(delivery);
    if (published === undefined && !hasApplicationProperties(delivery.properties)) return;
    this.#compared += 1;
    const found = propertyDifferences(published, delivery.properties);
    if (found !== undefined) for (const each of found) this.#add(each, delivery);
  }

  toState(): PropertyLedgerState {
    return { compared: this.#compared, faults: [...this.#faults.values()].map((fault) => ({ ...fault })) };
  }

  #published({ flow, seq }: Readonly<Delivery>): MessageProperties | undefined {
    if (this.#catalog.carriesProperties !== true) return undefined;
    const common = this.#catalog.propertiesOf?.(flow);
    const correlationData = this.#catalog.correlationDataOf?.(flow, seq);
    return correlationData === undefined ? common : { ...common, correlationData };
  }

  #add(found: PropertyDifference, { client, flow, seq, tUs }: Readonly<Delivery>): void {
    const key = `${found.name} ${client} ${flow}`;
    const known = this.#faults.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#faults.size < FAULTS_MAX) {
      const witness = this.#witness?.packetsBefore(client, tUs, WITNESS_PACKETS) ?? [];
      this.#faults.set(key, { ...found, client, flow, seq, tUs, witness, count: 1 });
    }
  }
}
