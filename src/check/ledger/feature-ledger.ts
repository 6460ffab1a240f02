/** What is only there where a scenario asks for it: properties, expiry, identifiers, aliases, limits, Keep Alive. */
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { Delivery, KeepAliveJudged } from '../../history/observer.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import { BoundedList } from './bounded-list.ts';
import { ExpiryLedger, type ExpiryLedgerState } from './expiry-ledger.ts';
import { IdentifierLedger, type IdentifierLedgerState } from './identifier-ledger.ts';
import type { LiveSession } from './live-session.ts';
import { PropertyLedger, type PropertyLedgerState } from './property-ledger.ts';

/** A silent client, and how long the broker let it be. */
export interface ObservedSilence extends KeepAliveJudged {
  readonly version: ProtocolVersion;
  readonly witness: readonly WitnessPacket[];
}

export interface FeatureState {
  readonly properties: PropertyLedgerState;
  readonly expiry: ExpiryLedgerState;
  readonly identifiers: IdentifierLedgerState;
  /** Messages that came with a Topic Alias. */
  readonly aliased: number;
  /** QoS 1 and 2 messages that came where a Receive Maximum bounds them, and messages where a Maximum Packet Size does. */
  readonly windowed: number;
  readonly sized: number;
  /** PINGREQs answered by PINGRESP. */
  readonly pings: number;
  readonly silences: readonly ObservedSilence[];
}

const SILENCES_MAX = 1000;
const WITNESS_PACKETS = 6;

export class FeatureLedger {
  readonly #witness: WitnessSource | undefined;
  readonly #properties: PropertyLedger;
  readonly #expiry: ExpiryLedger;
  readonly #identifiers = new IdentifierLedger();
  readonly #silences = new BoundedList<ObservedSilence>(SILENCES_MAX);
  #aliased = 0;
  #windowed = 0;
  #sized = 0;
  #pings = 0;

  constructor(catalog: FlowCatalog, witness: WitnessSource | undefined) {
    this.#witness = witness;
    this.#properties = new PropertyLedger(catalog, witness);
    this.#expiry = new ExpiryLedger(catalog, witness);
  }

  /** A message on the session's present connection; `ours`: it is plainly one of the run. */
  delivered(live: LiveSession, delivery: Readonly<Delivery>, ours: boolean): void {
    if (delivery.properties?.topicAlias !== undefined) this.#aliased += 1;
    if (live.windowed && delivery.qos > 0) this.#windowed += 1;
    if (live.state.maximumPacketSize !== Infinity) this.#sized += 1;
    if (!ours) return;
    this.#properties.delivered(live, delivery);
    this.#identifiers.delivered(live, delivery);
    this.#expiry.delivered(live, delivery);
  }

  keepAliveJudged(event: KeepAliveJudged, version: ProtocolVersion): void {
    if (event.kind === 'answered') {
      this.#pings += 1;
      return;
    }
    const witness = this.#witness?.packetsBefore(event.client, event.tUs, WITNESS_PACKETS) ?? [];
    this.#silences.add({ ...event, version, witness });
  }

  toState(): FeatureState {
    return {
      properties: this.#properties.toState(),
      expiry: this.#expiry.toState(),
      identifiers: this.#identifiers.toState(),
      aliased: this.#aliased,
      windowed: this.#windowed,
      sized: this.#sized,
      pings: this.#pings,
      silences: this.#silences.items,
    };
  }
}
