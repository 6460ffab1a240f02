import { largestSize } from '../scenario/payload.ts';
import type * as Language from '../scenario/types.ts';
import { memberCount } from './members.ts';
import type { FlowBlock, Members, PlannedProperties } from './types.ts';

/**
 * The flows of a plan, as its steps ask for them. Steps that publish the same messages share their flows, so that numbering
 * goes on and order is judged across steps.
 */
export class FlowBlocks {
  readonly #blocks: FlowBlock[] = [];
  readonly #byContent = new Map<string, number>();
  #flowCount = 0;

  get blocks(): readonly FlowBlock[] {
    return this.#blocks;
  }

  get flowCount(): number {
    return this.#flowCount;
  }

  /** Number of the block; `responders`: the messages are requests that these answer. */
  ofMessages(spec: Language.PublishSpec, members: Members, responders?: Members): number {
    const { topic, topics, qos, retain, payload } = spec;
    const unstamped = payload.stamp === 'none' || payload.stamp === 'empty';
    const clearing = retain && largestSize(payload.content) === 0;
    const properties = plannedProperties(spec);
    const kind = [qos, retain, unstamped, clearing, properties, responders];
    return this.#number(JSON.stringify([members, topic.parts, topics, ...kind]), () => ({
      members,
      memberCount: memberCount(members),
      topicsPerMember: topics,
      ...{ topic, qos, retain },
      ...(unstamped ? { unstamped } : {}),
      ...(clearing ? { clearing } : {}),
      ...(properties === undefined ? {} : { properties }),
      ...(responders === undefined ? {} : { asks: true }),
    }));
  }

  /** Number of the block of the answers to the requests of block `answers`. */
  ofAnswers(answers: number, responders: Members, { responseTopic, qos }: Language.RequestSpec): number {
    return this.#number(`answers to ${answers}`, () => ({
      members: responders,
      memberCount: memberCount(responders),
      topicsPerMember: this.#blocks[answers]?.memberCount ?? 0,
      topic: responseTopic,
      ...{ qos, retain: false, answers },
    }));
  }

  #number(content: string, make: () => Omit<FlowBlock, 'base'>): number {
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    const block = { base: this.#flowCount, ...make() };
    this.#blocks.push(block);
    this.#byContent.set(content, this.#blocks.length - 1);
    this.#flowCount += block.memberCount * block.topicsPerMember;
    return this.#blocks.length - 1;
  }
}

/** What is said about messages or Wills; undefined for nothing. */
export function plannedProperties(spec: Language.MessagePropertiesSpec): PlannedProperties | undefined {
  const { messageExpiry, payloadFormat, contentType, responseTopic, correlationData, userProperties } = spec;
  const properties = {
    ...(messageExpiry === undefined ? {} : { messageExpirySeconds: messageExpiry }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(userProperties === undefined ? {} : { userProperties }),
    ...(payloadFormat === undefined
      ? {}
      : ({ payloadFormatIndicator: payloadFormat === 'utf-8' ? 1 : 0 } as const)),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData }),
  };
  return Object.keys(properties).length === 0 ? undefined : properties;
}
