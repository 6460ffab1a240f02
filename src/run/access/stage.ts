/** What all paths of a probe share: who is on it, what they may, and when silence counts. */
import type { AccessAnswer, AccessPath, AccessProbed, AccessRelation } from '../../history/observer.ts';
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { AccessAction, AccessPolicy } from '../../plan/access-policy.ts';
import type { AccessSample, SampledPrincipal, SampledTopic } from '../../plan/access-sample.ts';
import type { ProbeAccessStep } from '../../plan/types.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { SegmentContext } from '../segment-context.ts';
import { Actor, type ActorOptions, type EnterOptions } from './actor.ts';
import { Canaries, type Canary } from './canaries.ts';
import { Patience } from './patience.ts';

/** A permitted message and one of those who may receive it. */
export interface Expectation {
  readonly reader: Actor;
  readonly canary: Canary;
}

/** What one attempt was and what came of it; the stage knows the rest. */
export interface Attempt {
  readonly actor: Actor;
  readonly action: 'publish' | 'receive';
  readonly path: AccessPath;
  readonly topic: SampledTopic;
  readonly policy: 'allowed' | 'denied';
  readonly qos?: QoS;
  readonly answer: ProbeAnswer | { readonly kind: 'skipped' };
  readonly effects?: readonly string[];
  readonly control: AccessProbed['control'];
  readonly note: string;
}

/** A message that is owed to a permitted reader may take that long. */
const ARRIVAL_TIMEOUT_MS = 3_000;
const POLL_MS = 5;
/** Where a broker is slow to deliver, silence takes longer to mean something: so many times the longest way. */
const QUIET_FACTOR = 10;
/** A broker that never falls silent is not waited for longer than so many times the quiet. */
const RESTLESS_FACTOR = 10;
/** An abort is noticed after so long: many wait at once, and each would have to listen to the signal. */
const SLICE_MS = 50;
const EFFECTS_SHOWN = 5;

export class Stage {
  readonly context: SegmentContext;
  readonly step: ProbeAccessStep;
  readonly sample: AccessSample;
  readonly policy: AccessPolicy;
  readonly canaries: Canaries;
  readonly patience = new Patience();
  /** One for each principal of the sample. */
  readonly actors: readonly Actor[];
  readonly #actorOf: ReadonlyMap<SampledPrincipal, Actor>;
  /** Readers and topics on which nothing came when it should have: nobody waits for them again. */
  readonly #hopeless = new Set<string>();
  /** The longest that a permitted message took to arrive, µs. */
  #slowestUs = 0;

  constructor(context: SegmentContext, step: ProbeAccessStep, sample: AccessSample, policy: AccessPolicy) {
    this.context = context;
    this.step = step;
    this.sample = sample;
    this.policy = policy;
    this.canaries = new Canaries(context.plan.runId);
    this.actors = sample.principals.map((principal) => this.actorOf(principal));
    this.#actorOf = new Map(this.actors.map((actor) => [actor.principal, actor]));
  }

  get aborted(): boolean {
    return this.context.signal.aborted;
  }

  /** Somebody who is not on the stage yet. */
  actorOf(
    principal: SampledPrincipal,
    different: Pick<ActorOptions, 'altered' | 'alone' | 'alter'> = {},
  ): Actor {
    const { context, canaries, patience } = this;
    return new Actor({ context, canaries, patience, principal, ...different });
  }

  actor(principal: SampledPrincipal): Actor {
    const actor = this.#actorOf.get(principal);
    if (actor === undefined) throw new Error(`${principal.name} is not on the stage`);
    return actor;
  }

  readersOf({ readers }: SampledTopic): readonly Actor[] {
    return readers.map((reader) => this.actor(reader));
  }

  writersOf({ writers }: SampledTopic): readonly Actor[] {
    return writers.map((writer) => this.actor(writer));
  }

  /** Topics that somebody may write and somebody may read: what passes through them can be seen. */
  get openTopics(): readonly SampledTopic[] {
    return this.sample.topics.filter(({ writers, readers }) => writers.length > 0 && readers.length > 0);
  }

  /** What an actor must not do, of what was sampled. A topic that is nobody's is a path of its own. */
  denied(actor: Actor, action: AccessAction): readonly SampledTopic[] {
    const denied = actor.isAlone ? this.sample.topics : this.sample.denied(actor.principal, action);
    return denied.filter(({ owner }) => owner !== undefined).slice(0, this.step.topicsMax);
  }

  /** Everybody connects, with nothing received so far. */
  async enter(actors: readonly Actor[], options: EnterOptions = {}): Promise<void> {
    await Promise.all(actors.map((actor) => actor.enter(options)));
    for (const actor of actors) actor.forget();
  }

  /** After attempts that may have ended connections: everybody listens to what was granted to him. */
  async listen(actors: readonly Actor[]): Promise<void> {
    await Promise.all(actors.map((actor) => actor.listen()));
  }

  async leave(actors: readonly Actor[]): Promise<void> {
    await Promise.all(actors.map((actor) => actor.leave()));
  }

  /** Waits until something is so, or has had its time. */
  async arrived(isSo: () => boolean): Promise<void> {
    const { clock, signal } = this.context;
    const startedUs = clock.nowUs();
    while (!isSo() && clock.nowUs() - startedUs < ARRIVAL_TIMEOUT_MS * 1000 && !signal.aborted)
      await pause(POLL_MS);
  }

  /** Waits for what is owed, then for silence; a PINGRESP at the end shows that all connections still listen. */
  async settle(expected: readonly Expectation[], actors: readonly Actor[]): Promise<void> {
    const { clock } = this.context;
    const startedUs = clock.nowUs();
    const isMissing = ({ reader, canary }: Expectation): boolean => !hasReceived(reader, canary);
    const hoped = expected.filter((one) => !this.#hopeless.has(lineOf(one)));
    await this.arrived(() => !hoped.some(isMissing));
    for (const one of hoped.filter(isMissing)) this.#hopeless.add(lineOf(one));
    if (!hoped.some(isMissing)) this.#slowestUs = Math.max(this.#slowestUs, clock.nowUs() - startedUs);
    await this.#silence(actors);
    await Promise.all(actors.map((actor) => actor.ping()));
  }

  async #silence(actors: readonly Actor[]): Promise<void> {
    const { clock, signal } = this.context;
    const quietUs = Math.max(this.step.quietUs, this.#slowestUs * QUIET_FACTOR);
    const startedUs = clock.nowUs();
    const lastHeardUs = (): number => Math.max(startedUs, ...actors.map((actor) => actor.lastHeardUs));
    while (!signal.aborted && clock.nowUs() - startedUs < quietUs * RESTLESS_FACTOR) {
      const remainingUs = lastHeardUs() + quietUs - clock.nowUs();
      if (remainingUs <= 0) return;
      await pause(Math.min(SLICE_MS, Math.ceil(remainingUs / 1000)));
    }
  }

  /** Tells the checkers of an attempt. */
  report(attempt: Attempt): void {
    const { actor, topic, answer, effects = [], qos = 1, ...rest } = attempt;
    const { client } = actor.principal;
    const reasonCode = 'reasonCode' in answer ? answer.reasonCode : undefined;
    const kind: AccessAnswer = answer.kind;
    this.context.observer.accessProbed({
      ...rest,
      client,
      tUs: this.context.clock.nowUs(),
      version: actor.version,
      principal: actor.kind,
      actor: actor.name,
      qos,
      topic: topic.topic,
      topicClass: topic.topicClass,
      relation: actor.isAlone ? 'other-group' : relationOf(actor.principal, topic),
      answer: kind,
      ...(reasonCode === undefined ? {} : { reasonCode }),
      effects: effects.slice(0, EFFECTS_SHOWN),
      witness: attempt.policy === 'denied' && effects.length === 0 ? [] : actor.witness,
    });
  }
}

function lineOf({ reader, canary }: Expectation): string {
  return JSON.stringify([reader.principal.client, canary.topic]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

export function hasReceived(actor: Actor, canary: Canary): boolean {
  return actor.received.some((one) => one.canary === canary);
}

function relationOf(principal: SampledPrincipal, { owner }: SampledTopic): AccessRelation {
  if (owner === undefined) return 'nobody';
  if (owner.client === principal.client) return 'own';
  return owner.group === principal.group ? 'same-group' : 'other-group';
}
