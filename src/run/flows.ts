import { fillerChecksum, LONG_STAMP_BYTES } from '../history/stamp.ts';
import type { OutboundFlow } from '../client/types.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { Properties } from '../protocol/properties.ts';
import { PublishTemplate, type PublishTemplateOptions } from '../protocol/publish-template.ts';
import { seededRandom } from '../base/random.ts';
import type { PublishStep } from '../plan/types.ts';

/** A flow while it runs: what the client sends, and where its numbering stands. */
export interface RunFlow extends OutboundFlow {
  /** Told when one of its messages settles. */
  readonly owner: FlowOwner;
}

export interface FlowOwner {
  settled(outcome: 'ok' | 'fail' | 'info', reasonCode: number): void;
}

/** Next sequence number of every flow: steps that publish the same flow again go on counting. */
export class FlowSequences {
  readonly #next = new Map<number, number>();

  peek(flow: number): number {
    return this.#next.get(flow) ?? 0;
  }

  advance(flow: number, next: number): void {
    this.#next.set(flow, next);
  }
}

/** What all flows of one publish step share: payload bytes and properties. */
export class FlowEncoder {
  readonly #step: PublishStep;
  readonly #catalog: FlowCatalog;
  readonly #payload: Buffer;
  readonly #fillerSum: number;
  readonly #retain: boolean;

  constructor(step: PublishStep, catalog: FlowCatalog, options: { seed: number; retain: boolean }) {
    this.#step = step;
    this.#catalog = catalog;
    this.#retain = options.retain;
    this.#payload = fillerPayload(step.payloadBytes, options.seed);
    this.#fillerSum = fillerChecksum(this.#payload, 0, this.#payload.length);
  }

  /** `aliasNumber` is the Topic Alias of this flow where the step uses them: its number among its publisher's topics, from 1. */
  encode(flow: number, version: ProtocolVersion, owner: FlowOwner, aliasNumber: number): RunFlow {
    const topic = this.#catalog.topicOf(flow);
    const qos = this.#catalog.qosOf(flow);
    const properties = publishProperties(this.#step, version);
    const common = { qos, retain: this.#retain, payload: this.#payload, version };
    const template = new PublishTemplate({ ...common, topic, ...(properties && { properties }) });
    const usesAlias = version === 5 && this.#step.properties?.topicAlias === true;
    return {
      ...(usesAlias
        ? { alias: aliasTemplates(aliasNumber, { ...common, topic, properties: properties ?? {} }) }
        : {}),
      flow,
      qos,
      retain: this.#retain,
      template,
      payloadBytes: this.#payload.length,
      fillerSum: this.#fillerSum,
      owner,
    };
  }
}

/** The same message with an alias: first with the topic, then without (`5:3.3.2.3.4`). */
function aliasTemplates(number: number, options: PublishTemplateOptions): NonNullable<OutboundFlow['alias']> {
  const properties = { ...options.properties, topicAlias: number };
  return {
    number,
    establish: new PublishTemplate({ ...options, properties }),
    use: new PublishTemplate({ ...options, topic: '', properties }),
  };
}

/** Deterministic bytes that do not compress: nothing between the ends can make the message smaller than it looks. */
function fillerPayload(bytes: number, seed: number): Buffer {
  const payload = Buffer.alloc(bytes);
  const random = seededRandom(seed).fork('payload');
  for (let i = LONG_STAMP_BYTES; i < bytes; i += 1) payload[i] = random.below(256);
  return payload;
}

function publishProperties(step: PublishStep, version: ProtocolVersion): Properties | undefined {
  if (version === 4 || step.properties === undefined) return undefined;
  const { messageExpirySeconds, contentType, userProperties } = step.properties;
  const properties: Properties = {};
  if (messageExpirySeconds !== undefined) properties.messageExpiryInterval = messageExpirySeconds;
  if (contentType !== undefined) properties.contentType = contentType;
  if (userProperties !== undefined) properties.userProperties = userProperties;
  return properties;
}
