import { assert, present } from '../base/assert.ts';
import { hexText, type MessageProperties } from '../history/message-properties.ts';
import type { QoS } from '../protocol/constants.ts';
import { evaluateTemplate, isConstantTemplate } from '../scenario/evaluate-template.ts';
import { clientSpec, evaluateForClient, groupOf, scopeOf } from './client-spec.ts';
import { lastAtOrBelow, MemberIndex } from './members.ts';
import type { FlowBlock, Plan, PlannedProperties, PlannedStep, PublishStep } from './types.ts';

/** Who publishes what, by flow id: what history calls a `FlowCatalog`. */
export interface PlanFlowCatalog {
  readonly flowCount: number;
  /** Global index of the publishing client. */
  publisherOf(flow: number): number;
  qosOf(flow: number): QoS;
  topicOf(flow: number): string;
  /** Whether its messages bear a stamp, so that they can be told apart and judged. */
  isStamped(flow: number): boolean;
  readonly unstampedFlowCount: number;
  retainOf(flow: number): boolean;
  /** Flows from here on are Wills. */
  readonly firstWillFlow: number;
  /** Of Wills without a stamp: the first flow whose Wills have the same topic and payload. */
  textWillOf(flow: number): number;
  textWillAt(topic: string, payload: Uint8Array): number | undefined;
  /** Whether its messages are empty and clear their topic. */
  isClearing(flow: number): boolean;
  /** Message Expiry Interval, seconds; undefined: none. */
  messageExpirySecondsOf(flow: number): number | undefined;
  readonly carriesExpiry: boolean;
  /** Bytes of the largest payload and of the properties beside it; undefined: only the run can tell. */
  payloadBytesOf(flow: number): number | undefined;
  /** Bytes of the shortest payload; undefined: only the run can tell. */
  shortestPayloadOf(flow: number): number | undefined;
  /** Application properties of all its messages; undefined: none. */
  propertiesOf(flow: number): MessageProperties | undefined;
  /** Of a request, or of an answer, which has that of its request; hexadecimal. Undefined: it has none of its own. */
  correlationDataOf(flow: number, seq: number): string | undefined;
  readonly carriesProperties: boolean;
}

/** The flows of a plan. Topics are made when first asked for, and kept. */
export function planFlowCatalog(plan: Plan): PlanFlowCatalog {
  return new Catalog(plan);
}

/** The id of a flow: `client` must be a member of the block, `topic` in 0 … topicsPerMember-1. */
export function flowOf(plan: Plan, flowBlock: number, client: number, topic: number): number {
  const block = present(plan.flowBlocks[flowBlock], `flow block ${flowBlock}`);
  const ordinal = present(
    memberIndexOf(block).ordinalOf(client),
    `client ${client} in flow block ${flowBlock}`,
  );
  return block.base + ordinal * block.topicsPerMember + topic;
}

const memberIndexes = new WeakMap<FlowBlock, MemberIndex>();

function memberIndexOf(block: FlowBlock): MemberIndex {
  let index = memberIndexes.get(block);
  if (index === undefined) memberIndexes.set(block, (index = new MemberIndex(block.members)));
  return index;
}

class Catalog implements PlanFlowCatalog {
  readonly flowCount: number;
  readonly firstWillFlow: number;
  readonly carriesExpiry: boolean;
  readonly carriesProperties: boolean;
  readonly #plan: Plan;
  readonly #bases: readonly number[];
  readonly #topics = new Map<number, string>();
  readonly #properties = new Map<number, MessageProperties | undefined>();
  readonly #speaking5 = new Map<number, boolean>();
  #payloadBytes: ReadonlyMap<number, number> | undefined;
  #shortest: ReadonlyMap<number, number> | undefined;
  #textWillsMade: TextWills | undefined;
  /** By block, where all flows of it have the same topic. */
  readonly #constants: readonly (string | undefined)[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.flowCount = plan.flowCount;
    this.firstWillFlow = plan.firstWillFlow;
    this.carriesExpiry = plan.flowBlocks.some(
      ({ properties }) => properties?.messageExpirySeconds !== undefined,
    );
    this.carriesProperties = plan.flowBlocks.some(({ properties }) => properties !== undefined);
    this.#bases = plan.flowBlocks.map((block) => block.base);
    this.#constants = plan.flowBlocks.map(({ topic }) =>
      isConstantTemplate(topic) ? evaluateTemplate(topic, {}) : undefined,
    );
  }

  retainOf(flow: number): boolean {
    return this.#block(this.#blockAt(flow)).retain;
  }

  textWillOf(flow: number): number {
    return this.#textWills.byKey.get(this.#textWills.keys.get(flow) ?? '') ?? flow;
  }

  textWillAt(topic: string, payload: Uint8Array): number | undefined {
    const wills = this.#textWills;
    if (!wills.topics.has(topic)) return undefined;
    return wills.byKey.get(textWillKey(topic, Buffer.from(payload).toString()));
  }

  get #textWills(): TextWills {
    return (this.#textWillsMade ??= textWillsOf(this.#plan));
  }

  isClearing(flow: number): boolean {
    return this.#block(this.#blockAt(flow)).clearing === true;
  }

  messageExpirySecondsOf(flow: number): number | undefined {
    return this.#block(this.#blockAt(flow)).properties?.messageExpirySeconds;
  }

  payloadBytesOf(flow: number): number | undefined {
    this.#payloadBytes ??= payloadBytesByBlock(this.#plan.steps);
    const at = this.#blockAt(flow);
    const bytes = this.#payloadBytes.get(at);
    if (bytes === undefined || bytes === 0) return undefined;
    const { properties } = this.#block(at);
    return bytes + (properties === undefined ? 0 : JSON.stringify(this.propertiesOf(flow) ?? {}).length);
  }

  shortestPayloadOf(flow: number): number | undefined {
    const at = this.#blockAt(flow);
    const { will, unstamped } = this.#block(at);
    if (will === true) return unstamped === true ? undefined : MARK_BYTES;
    this.#shortest ??= shortestByBlock(this.#plan.steps);
    return this.#shortest.get(at) || undefined;
  }

  propertiesOf(flow: number): MessageProperties | undefined {
    const at = this.#blockAt(flow);
    const planned = this.#block(at).properties;
    if (planned === undefined) return undefined;
    const common = planned.responseTopic === undefined || isConstantTemplate(planned.responseTopic);
    // Blocks and flows are counted apart: those of a block stand at negative numbers.
    const key = common ? -1 - at : flow;
    if (!this.#properties.has(key)) this.#properties.set(key, this.#applicationProperties(planned, flow));
    return this.#properties.get(key);
  }

  correlationDataOf(flow: number, seq: number): string | undefined {
    const at = this.#blockAt(flow);
    const { asks, answers, base, topicsPerMember } = this.#block(at);
    if (asks !== true && answers === undefined) return undefined;
    if (!this.#speaks5(at)) return undefined;
    if (answers === undefined) return correlationText(flow, seq);
    return correlationText(this.#block(answers).base + ((flow - base) % topicsPerMember), seq);
  }

  publisherOf(flow: number): number {
    const block = this.#block(this.#blockAt(flow));
    return memberIndexOf(block).clientAt(Math.floor((flow - block.base) / block.topicsPerMember));
  }

  qosOf(flow: number): QoS {
    return this.#block(this.#blockAt(flow)).qos;
  }

  isStamped(flow: number): boolean {
    return this.#block(this.#blockAt(flow)).unstamped !== true;
  }

  get unstampedFlowCount(): number {
    return this.#plan.flowBlocks.reduce(
      (sum, block) => sum + (isUnjudged(block) ? block.memberCount * block.topicsPerMember : 0),
      0,
    );
  }

  topicOf(flow: number): string {
    const at = this.#blockAt(flow);
    const constant = this.#constants[at];
    if (constant !== undefined) return constant;
    let topic = this.#topics.get(flow);
    if (topic === undefined) this.#topics.set(flow, (topic = this.#evaluate(this.#block(at), flow)));
    return topic;
  }

  #applicationProperties(planned: PlannedProperties, flow: number): MessageProperties | undefined {
    const { responseTopic, correlationData, payloadFormatIndicator, contentType, userProperties } = planned;
    const topic = responseTopic && evaluateForClient(this.#plan, this.publisherOf(flow), responseTopic);
    const properties = {
      ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(userProperties === undefined ? {} : { userProperties }),
      ...(topic === undefined ? {} : { responseTopic: topic }),
      ...(correlationData === undefined ? {} : { correlationData: hexText(Buffer.from(correlationData)) }),
    };
    return Object.keys(properties).length === 0 ? undefined : properties;
  }

  #evaluate(block: FlowBlock, flow: number): string {
    const number = (flow - block.base) % block.topicsPerMember;
    if (block.answers !== undefined) {
      const requester = memberIndexOf(this.#block(block.answers)).clientAt(number);
      return evaluateForClient(this.#plan, requester, block.topic);
    }
    const client = this.publisherOf(flow);
    const scope = scopeOf(this.#plan, groupOf(this.#plan, client), client);
    scope['topic'] = number;
    return evaluateTemplate(block.topic, scope);
  }

  /** Whoever asks and answers speaks one version: the scenario says so. */
  #speaks5(at: number): boolean {
    let speaks = this.#speaking5.get(at);
    if (speaks === undefined) {
      speaks = groupOf(this.#plan, memberIndexOf(this.#block(at)).clientAt(0)).version === 5;
      this.#speaking5.set(at, speaks);
    }
    return speaks;
  }

  #blockAt(flow: number): number {
    assert(flow >= 0 && flow < this.flowCount, `there is no flow ${flow}`);
    return lastAtOrBelow(this.#bases, flow);
  }

  #block(at: number): FlowBlock {
    return present(this.#plan.flowBlocks[at], 'a flow block');
  }
}

/** Wills that only their topic and text tell. */
interface TextWills {
  readonly topics: ReadonlySet<string>;
  readonly keys: ReadonlyMap<number, string>;
  /** The first flow of each topic and text. */
  readonly byKey: ReadonlyMap<string, number>;
}

function textWillsOf(plan: Plan): TextWills {
  const topics = new Set<string>();
  const keys = new Map<number, string>();
  const byKey = new Map<string, number>();
  for (const group of plan.groups) {
    if (group.will?.carrier !== 'none') continue;
    for (let client = group.first; client < group.first + group.count; client += 1) {
      const { will } = clientSpec(plan, client);
      if (will?.payload === undefined) continue;
      const key = textWillKey(will.topic, will.payload);
      topics.add(will.topic);
      keys.set(will.flow, key);
      if (!byKey.has(key)) byKey.set(key, will.flow);
    }
  }
  return { topics, keys, byKey };
}

function textWillKey(topic: string, payload: string): string {
  return JSON.stringify([topic, payload]);
}

/** Wills and empty messages are known without a stamp. */
function isUnjudged({ unstamped, will, clearing }: FlowBlock): boolean {
  return unstamped === true && will !== true && clearing !== true;
}

/** The largest payload of the steps that publish each flow block; 0 where only the run can tell. */
function payloadBytesByBlock(steps: readonly PlannedStep[]): Map<number, number> {
  const largest = new Map<number, number>();
  for (const { flowBlock, payloadBytes } of publishedBlocks(steps)) {
    const known = largest.get(flowBlock) ?? payloadBytes;
    largest.set(flowBlock, Math.min(known, payloadBytes) === 0 ? 0 : Math.max(known, payloadBytes));
  }
  return largest;
}

/** What a Will bears that has no payload of its own. */
const MARK_BYTES = 24;

/** The smallest payload of the steps that publish each flow block; 0 where only the run can tell. */
function shortestByBlock(steps: readonly PlannedStep[]): Map<number, number> {
  const shortest = new Map<number, number>();
  for (const { flowBlock, payload, payloadBytes } of publishedBlocks(steps)) {
    const bytes = payload === undefined ? payloadBytes : 0;
    shortest.set(flowBlock, Math.min(shortest.get(flowBlock) ?? bytes, bytes));
  }
  return shortest;
}

type PublishedBlock = Pick<PublishStep, 'flowBlock' | 'payloadBytes' | 'payload'>;

function* publishedBlocks(steps: readonly PlannedStep[]): Generator<PublishedBlock> {
  for (const step of steps) {
    if (step.kind === 'publish') yield step;
    if (step.kind === 'request') {
      yield step.requests;
      yield { ...step.requests, flowBlock: step.answerBlock };
    }
    if (step.kind === 'repeat') yield* publishedBlocks(step.steps);
    if (step.kind === 'parallel') for (const branch of step.branches) yield* publishedBlocks(branch);
  }
}

/** Flow and number of a request: nothing else in the run has the same. No text: whoever takes the bytes for one spoils them. */
function correlationText(flow: number, seq: number): string {
  return 'ff' + flow.toString(16).padStart(8, '0') + seq.toString(16).padStart(8, '0');
}
