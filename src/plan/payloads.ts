import { assert } from '../base/assert.ts';
import { seededRandom, type Random } from '../base/random.ts';
import { LONG_STAMP_BYTES } from '../history/stamp.ts';
import { groupOf, scopeOf } from './client-spec.ts';
import type { Plan } from './types.ts';
import { evaluateTemplate, isConstantTemplate, type TemplateValue } from '../scenario/evaluate-template.ts';
import type { PayloadContent, PayloadSpec, SizeDistribution } from '../scenario/payload.ts';
import { compileJson } from './json-content.ts';

/** One message, as far as its content may depend on it. */
export interface MessageContext {
  /** Undefined where no name is read. */
  readonly scope: Readonly<Record<string, TemplateValue>>;
  readonly random: Random;
  readonly seq: number;
  /** Wall-clock time of the send, µs since 1970. */
  readonly wallUs: number;
}

export interface PayloadOptions {
  readonly plan: Plan;
  /** Wall-clock time minus the run's monotonic clock, µs. */
  readonly wallOffsetUs: number;
  readonly readFile: (path: string) => Buffer;
}

/** Whose message it is: flow id, publishing client, and the number of the topic among its topics. */
export interface FlowIdentity {
  readonly flow: number;
  readonly client: number;
  readonly topic: number;
}

/** Content of one message, without room for a stamp. */
type MakeContent = (message: MessageContext) => string;

/**
 * Payloads of one publish step, made message by message: each is a function of seed, flow, sequence number and send time,
 * so nothing is kept of the messages in flight.
 */
export class Payloads {
  readonly #options: PayloadOptions;
  readonly #random: Random;
  /** Bytes in front of the content that the stamp takes. */
  readonly #room: number;
  /** The same bytes for every message but for the stamp, or the longest payload, of which each message takes a part. */
  readonly #shared: Buffer | undefined;
  readonly #sizes: SizeDistribution | undefined;
  readonly #content: MakeContent | undefined;

  constructor(spec: PayloadSpec, options: PayloadOptions) {
    this.#options = options;
    this.#random = seededRandom(options.plan.seed).fork('payload');
    const isSized = spec.content.kind === 'size' || spec.content.kind === 'sizes';
    this.#room = spec.stamp === 'payload' && !isSized ? LONG_STAMP_BYTES : 0;
    this.#shared = this.#makeShared(spec.content);
    this.#sizes = spec.content.kind === 'sizes' ? spec.content.sizes : undefined;
    this.#content = this.#shared === undefined ? makeContent(spec.content) : undefined;
  }

  /** The payload of message `seq`, sent at `sentUs`. Valid until the next call. */
  make(identity: FlowIdentity, seq: number, sentUs: number): Buffer {
    if (this.#shared === undefined) return this.#filled(identity, seq, sentUs);
    if (this.#sizes === undefined) return this.#shared;
    this.#shared.fill(0, 0, LONG_STAMP_BYTES);
    return this.#shared.subarray(0, drawSize(this.#sizes, this.#random.fork(identity.flow, seq)));
  }

  #filled(identity: FlowIdentity, seq: number, sentUs: number): Buffer {
    assert(this.#content !== undefined, 'a payload without content');
    const { plan, wallOffsetUs } = this.#options;
    const { client, topic, flow } = identity;
    const text = this.#content({
      scope: { ...scopeOf(plan, groupOf(plan, client), client), topic, seq },
      random: this.#random.fork(flow, seq),
      seq,
      wallUs: sentUs + wallOffsetUs,
    });
    return this.#withRoom(Buffer.from(text));
  }

  #makeShared(content: PayloadContent): Buffer | undefined {
    switch (content.kind) {
      case 'size':
        return filler(content.bytes, this.#random);
      case 'sizes':
        return filler(largest(content.sizes), this.#random);
      case 'empty':
        return Buffer.alloc(0);
      case 'file':
        return this.#withRoom(this.#options.readFile(content.path));
      case 'text':
        return isConstantTemplate(content.text)
          ? this.#withRoom(Buffer.from(evaluateTemplate(content.text, {})))
          : undefined;
      case 'json':
        return undefined;
    }
  }

  #withRoom(content: Buffer): Buffer {
    return this.#room === 0 ? content : Buffer.concat([Buffer.alloc(this.#room), content]);
  }
}

/** Bytes that do not compress: nothing between the ends can make the message smaller than it looks. */
export function filler(bytes: number, random: Random): Buffer {
  const payload = Buffer.alloc(bytes);
  for (let i = LONG_STAMP_BYTES; i < bytes; i += 1) payload[i] = random.below(256);
  return payload;
}

function makeContent(content: PayloadContent): MakeContent {
  if (content.kind === 'json') return compileJson(content.value);
  assert(content.kind === 'text', `content ${content.kind} is the same for every message`);
  const { text } = content;
  return ({ scope }) => evaluateTemplate(text, scope);
}

function largest(sizes: SizeDistribution): number {
  return sizes.kind === 'weighted' ? Math.max(...sizes.choices.map(({ size }) => size)) : sizes.max;
}

function drawSize(sizes: SizeDistribution, random: Random): number {
  switch (sizes.kind) {
    case 'uniform':
      return sizes.min + random.below(sizes.max - sizes.min + 1);
    case 'normal': {
      const size = Math.round(sizes.mean + sizes.deviation * standardNormal(random));
      return Math.min(sizes.max, Math.max(sizes.min, size));
    }
    case 'weighted': {
      let rest = random.float() * sizes.choices.reduce((sum, { weight }) => sum + weight, 0);
      const chosen = sizes.choices.find(({ weight }) => (rest -= weight) < 0) ?? sizes.choices.at(-1);
      assert(chosen !== undefined, 'a list of sizes is empty');
      return chosen.size;
    }
  }
}

/** Box and Muller's. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}
