import { fillerChecksum } from '../history/stamp.ts';
import type { OutboundFlow, VariedPayload } from '../client/types.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { Properties } from '../protocol/properties.ts';
import { PublishTemplate, type PublishTemplateOptions } from '../protocol/publish-template.ts';
import { seededRandom } from '../base/random.ts';
import type { PublishStep } from '../plan/types.ts';
import { filler, Payloads } from '../plan/payloads.ts';
import type { SegmentContext } from './segment-context.ts';

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
  readonly #next: Uint32Array;

  constructor(flowCount: number) {
    this.#next = new Uint32Array(flowCount);
  }

  peek(flow: number): number {
    return this.#next[flow] ?? 0;
  }

  advance(flow: number, next: number): void {
    this.#next[flow] = next;
  }
}

/** What all flows of one publish step share: payload bytes and properties. */
export class FlowEncoder {
  readonly #step: PublishStep;
  readonly #catalog: FlowCatalog;
  readonly #payload: Buffer;
  readonly #fillerSum: number;
  readonly #retain: boolean;
  readonly #payloads: Payloads | undefined;

  /** `payloads` makes those that are not of one size and no meaning. */
  constructor(
    step: PublishStep,
    catalog: FlowCatalog,
    options: { seed: number; retain: boolean; payloads?: Payloads | undefined },
  ) {
    this.#step = step;
    this.#catalog = catalog;
    this.#retain = options.retain;
    this.#payloads = options.payloads;
    const bytes = options.payloads === undefined ? step.payloadBytes : 0;
    this.#payload = filler(bytes, seededRandom(options.seed).fork('payload'));
    this.#fillerSum = fillerChecksum(this.#payload, 0, this.#payload.length);
  }

  /** `aliasNumber` is the Topic Alias of this flow where the step uses them: its number among its publisher's topics, from 1. */
  encode(flow: number, version: ProtocolVersion, owner: FlowOwner, aliasNumber: number): RunFlow {
    const topic = this.#catalog.topicOf(flow);
    const qos = this.#catalog.qosOf(flow);
    const properties = version === 5 ? this.#propertiesOf(flow) : undefined;
    const common = { qos, retain: this.#retain, payload: this.#payload, version };
    const template = new PublishTemplate({ ...common, topic, ...(properties && { properties }) });
    const usesAlias = version === 5 && this.#step.usesTopicAlias;
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
      ...this.#varied({ flow, topic, aliasNumber }, properties ?? {}),
      owner,
    };
  }

  #propertiesOf(flow: number): Properties | undefined {
    const messageExpiryInterval = this.#catalog.messageExpirySecondsOf?.(flow);
    const { correlationData, ...application } = this.#catalog.propertiesOf?.(flow) ?? {};
    const properties: Properties = {
      ...application,
      ...(messageExpiryInterval === undefined ? {} : { messageExpiryInterval }),
      ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData, 'hex') }),
    };
    return Object.keys(properties).length === 0 ? undefined : properties;
  }

  #varied(
    { flow, topic, aliasNumber }: { flow: number; topic: string; aliasNumber: number },
    properties: Properties,
  ): { varied?: VariedPayload } {
    const { payload: spec } = this.#step;
    const payloads = this.#payloads;
    if (payloads === undefined || spec === undefined) return {};
    const identity = { flow, client: this.#catalog.publisherOf(flow), topic: aliasNumber - 1 };
    const payload = (seq: number, sentUs: number): Buffer => payloads.make(identity, seq, sentUs);
    const varied = { carrier: spec.stamp, topic, properties, payload };
    if (this.#catalog.correlationDataOf?.(flow, 0) === undefined) return { varied };
    const correlationData = (seq: number): Buffer =>
      Buffer.from(this.#catalog.correlationDataOf?.(flow, seq) ?? '', 'hex');
    return { varied: { ...varied, correlationData } };
  }
}

/** What makes the messages of a step. */
export function encoderOf(
  step: PublishStep,
  { plan, catalog, payloadFiles, wallOffsetUs }: SegmentContext,
): FlowEncoder {
  const readFile = (path: string): Buffer => payloadFiles.read(path);
  const { payload } = step;
  return new FlowEncoder(step, catalog, {
    payloads: payload === undefined ? undefined : new Payloads(payload, { plan, wallOffsetUs, readFile }),
    seed: plan.seed,
    retain: plan.flowBlocks[step.flowBlock]?.retain ?? false,
  });
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
