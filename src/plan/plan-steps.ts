import { present } from '../base/assert.ts';
import { joinedAt } from '../scenario/background.ts';
import { largestSize } from '../scenario/payload.ts';
import type * as Language from '../scenario/types.ts';
import { FlowBlocks } from './flow-blocks.ts';
import { memberCount } from './members.ts';
import { planFault } from './plan-fault.ts';
import { planArrivals } from './plan-arrivals.ts';
import { requestsOf } from './plan-request.ts';
import { MemberResolver } from './resolve-members.ts';
import { shareCount } from './share.ts';
import type {
  ConnectStep,
  FlowBlock,
  Members,
  PlannedFault,
  PlannedGroup,
  PlannedStep,
  PlannedSubscription,
  PublishStep,
  RestartBrokerStep,
  SubscribeStep,
} from './types.ts';

/** 0x00 success; 0x10 no matching subscribers is one too (5.0 section 3.4.2.1). */
const PUBLISH_SUCCESS = [0x00, 0x10];
const RETAIN_HANDLING = { send: 0, 'send-if-new': 1, never: 2 } as const;

/** Steps of the file and the place where they stand. */
interface StepList {
  readonly steps: readonly Language.Step[];
  readonly path: string;
}

/** Turns steps into planned ones and gathers the flows that they publish. */
export class StepPlanner {
  readonly #members: MemberResolver;
  readonly #flows = new FlowBlocks();

  constructor(groups: readonly PlannedGroup[], seed: number) {
    this.#members = new MemberResolver(groups, seed);
  }

  get flowBlocks(): readonly FlowBlock[] {
    return this.#flows.blocks;
  }

  get flowCount(): number {
    return this.#flows.flowCount;
  }

  plan(steps: readonly Language.Step[], path: string): PlannedStep[] {
    return this.#range({ steps, path }, 0, steps.length);
  }

  /** The steps from index `from` up to `to`, each under its place in the file. */
  #range(list: StepList, from: number, to: number): PlannedStep[] {
    const planned: PlannedStep[] = [];
    for (let at = from; at < to; at += 1) {
      const step = present(list.steps[at], 'a step');
      const place = `${list.path}[${at}]`;
      if (step.kind === 'background') {
        const until = Math.min(to, joinedAt(list.steps, at));
        planned.push(this.#background(step.spec, place, () => this.#range(list, at + 1, until)));
        at = until - 1;
      } else if (step.kind === 'probe-access') planned.push(...this.#probeAccess(step.spec, place));
      else planned.push(this.#step(step, place));
    }
    return planned;
  }

  #background(spec: Language.BackgroundSpec, path: string, beside: () => PlannedStep[]): PlannedStep {
    const inside = this.plan(spec.steps, `${path}.background`);
    return { kind: 'parallel', path, label: 'background', background: true, branches: [inside, beside()] };
  }

  #step(step: Exclude<Language.Step, { kind: 'probe-access' | 'background' }>, path: string): PlannedStep {
    switch (step.kind) {
      case 'connect':
        return this.#connect(step.spec, path);
      case 'subscribe':
        return this.#subscribe(step.spec, path);
      case 'unsubscribe':
        return {
          kind: 'unsubscribe',
          ...this.#base('unsubscribe', step.spec, path),
          filters: filtersOf(step.spec),
        };
      case 'publish':
        return this.#publish(step.spec, path);
      case 'request':
        return this.#request(step.spec, path);
      case 'disconnect':
        return this.#disconnect(step.spec, path);
      case 'drop':
        return { kind: 'drop', ...this.#base('drop', step.spec, path), how: step.spec.how };
      case 'resume':
        return this.#resume(step.spec, path);
      case 'takeover':
        return this.#takeover(step.spec, path);
      case 'read-slowly':
        return this.#readSlowly(step.spec, path);
      case 'churn':
        return this.#churn(step.spec, path);
      case 'wait':
        return { kind: 'wait', path, label: 'wait', durationUs: step.spec.for };
      case 'drain':
        return { kind: 'drain', path, label: 'drain', timeoutUs: step.spec.timeout };
      case 'expect':
        return this.#expect(step.spec, path);
      case 'fault':
        return this.#fault(step.spec, path);
      case 'restart-broker':
        return { kind: 'restart-broker', path, label: `broker: ${step.spec.how}`, ...brokerDeed(step.spec) };
      case 'repeat':
        return this.#repeat(step.spec, path);
      case 'parallel':
        return {
          kind: 'parallel',
          path,
          label: 'parallel',
          branches: step.spec.branches.map((branch, at) => this.plan(branch, `${path}.parallel[${at}]`)),
        };
    }
  }

  /** A fault, on a schedule or of a step. */
  fault(spec: Language.FaultSpec): PlannedFault {
    return planFault(spec, this.#members);
  }

  #fault({ start, stop }: Language.FaultStepSpec, path: string): PlannedStep {
    const label = start === undefined ? 'fault: stop' : `fault: ${start.name ?? start.kind}`;
    return {
      kind: 'fault',
      path,
      label,
      ...(start === undefined ? {} : { start: this.fault(start) }),
      ...(stop === undefined ? {} : { stop }),
    };
  }

  #base(
    kind: string,
    spec: Language.MembersSpec,
    path: string,
  ): Pick<SubscribeStep, 'path' | 'label' | 'members'> {
    const share = spec.share === undefined ? '' : ` ${spec.share * 100}%`;
    const who = spec.clients === 'all' ? 'all' : spec.clients.join(', ');
    return { path, label: `${kind} ${who}${share}`, members: this.#members.resolve(spec) };
  }

  #connect(spec: Language.ConnectSpec, path: string): PlannedStep {
    return {
      kind: 'connect',
      ...this.#base('connect', spec, path),
      ...(spec.rate === undefined ? {} : { ratePerSecond: spec.rate }),
      concurrency: spec.concurrency,
      ...retryOf(spec),
      ...(spec.cleanStart === undefined ? {} : { cleanStart: spec.cleanStart }),
      expectReasons: spec.expectReason ?? [0],
    };
  }

  #subscribe(spec: Language.SubscribeSpec, path: string): PlannedStep {
    return {
      kind: 'subscribe',
      ...this.#base('subscribe', spec, path),
      subscriptions: subscriptionsOf(spec),
      ...(spec.identifier === undefined ? {} : { subscriptionIdentifier: spec.identifier }),
      ...(spec.rate === undefined ? {} : { ratePerSecond: spec.rate }),
      expectReasons: spec.expectReason ?? [],
    };
  }

  #request(spec: Language.RequestSpec, path: string): PlannedStep {
    const base = this.#base('request', spec, path);
    const responders = this.#members.resolve({ clients: spec.responders });
    // Each message is made by itself, for its Correlation Data.
    const requests = { ...this.#publish(requestsOf(spec), path, responders), payload: spec.payload };
    return {
      kind: 'request',
      ...base,
      responders,
      requests,
      answerBlock: this.#flows.ofAnswers(requests.flowBlock, responders, spec),
      window: spec.window,
      timeoutUs: spec.timeout,
    };
  }

  /** `responders`: the messages are requests that these answer. */
  #publish(spec: Language.PublishSpec, path: string, responders?: Members): PublishStep {
    const base = this.#base('publish', spec, path);
    return {
      kind: 'publish',
      ...base,
      flowBlock: this.#flows.ofMessages(spec, base.members, responders),
      ...planPayload(spec.payload),
      arrivals: planArrivals(spec, memberCount(base.members)),
      ...(spec.count === undefined ? {} : { countPerMember: spec.count }),
      whenLate: spec.whenLate,
      usesTopicAlias: spec.topicAlias ?? false,
      warmUpUs: spec.warmUp,
      coolDownUs: spec.coolDown,
      expectReasons: spec.expectReason ?? PUBLISH_SUCCESS,
    };
  }

  #readSlowly(spec: Language.ReadSlowlySpec, path: string): PlannedStep {
    return {
      kind: 'read-slowly',
      ...this.#base('read-slowly', spec, path),
      durationUs: spec.for,
      pauseUs: spec.pause ?? spec.for,
      readUs: spec.read,
    };
  }

  #churn({ share, ...spec }: Language.ChurnSpec, path: string): PlannedStep {
    const base = this.#base('churn', spec, path);
    return {
      kind: 'churn',
      ...base,
      leaving: shareCount(memberCount(base.members), share),
      everyUs: spec.every,
      durationUs: spec.for,
      how: spec.how,
      awayUs: spec.away,
      ...(spec.cleanStart === undefined ? {} : { cleanStart: spec.cleanStart }),
      ...retryOf(spec),
    };
  }

  #disconnect(spec: Language.DisconnectSpec, path: string): PlannedStep {
    return {
      kind: 'disconnect',
      ...this.#base('disconnect', spec, path),
      reasonCode: spec.reason,
      ...(spec.sessionExpiry === undefined ? {} : { sessionExpirySeconds: spec.sessionExpiry }),
    };
  }

  #resume(spec: Language.ResumeSpec, path: string): PlannedStep {
    return {
      kind: 'resume',
      ...this.#base('resume', spec, path),
      ...(spec.rate === undefined ? {} : { ratePerSecond: spec.rate }),
      concurrency: spec.concurrency,
      ...retryOf(spec),
      ...(spec.sessionPresent === undefined ? {} : { expectSessionPresent: spec.sessionPresent }),
    };
  }

  #takeover(spec: Language.TakeoverSpec, path: string): PlannedStep {
    return {
      kind: 'takeover',
      ...this.#base('takeover', spec, path),
      ...(spec.rate === undefined ? {} : { ratePerSecond: spec.rate }),
      concurrency: spec.concurrency,
      cleanStart: spec.cleanStart,
      withinUs: spec.within,
      ...(spec.sessionPresent === undefined ? {} : { expectSessionPresent: spec.sessionPresent }),
    };
  }

  #expect(spec: Language.ExpectSpec, path: string): PlannedStep {
    const atMost = spec.messages ?? spec.atMost;
    return {
      kind: 'expect',
      ...this.#base('expect', spec, path),
      filter: spec.filter,
      atLeast: spec.messages ?? spec.atLeast ?? 0,
      ...(atMost === undefined ? {} : { atMost }),
      withinUs: spec.within,
    };
  }

  /** Its connections take the place of its members', and end the sessions that those had. */
  #probeAccess(spec: Language.ProbeAccessSpec, path: string): PlannedStep[] {
    const base = this.#base('probe-access', spec, path);
    const { members } = base;
    const sample = { sampleSize: spec.sample, topicsMax: spec.topics, quietUs: spec.quiet };
    const also = spec.also === undefined ? {} : { also: spec.also };
    const probe = { kind: 'probe-access' as const, ...base, ...sample, ...also };
    const leave = { kind: 'disconnect' as const, label: 'disconnect for probe-access', reasonCode: 0 };
    const keeping = this.#members.keepingSessions(members);
    const before = { ...leave, path: `${path}.before`, members };
    if (keeping.length === 0) return [before, probe];
    const connect = { kind: 'connect' as const, label: 'end the sessions of probe-access', concurrency: 200 };
    const clean = { ...connect, cleanStart: true, expectReasons: [0], members: keeping };
    const end = { ...leave, members: keeping, sessionExpirySeconds: 0 };
    return [before, probe, { ...clean, path: `${path}.after[0]` }, { ...end, path: `${path}.after[1]` }];
  }

  #repeat(spec: Language.RepeatSpec, path: string): PlannedStep {
    return {
      kind: 'repeat',
      path,
      label: 'repeat',
      ...(spec.times === undefined ? {} : { times: spec.times }),
      ...(spec.for === undefined ? {} : { durationUs: spec.for }),
      steps: this.plan(spec.steps, `${path}.repeat`),
    };
  }
}

function brokerDeed({
  how,
  for: forUs,
}: Language.RestartBrokerSpec): Pick<RestartBrokerStep, 'how' | 'forUs'> {
  return { how, forUs };
}

function retryOf({ retry }: { readonly retry?: Language.RetrySpec }): Pick<ConnectStep, 'retry'> {
  if (retry === undefined) return {};
  const { times, initialDelay, maxDelay } = retry;
  return { retry: { times, initialDelayUs: initialDelay, maxDelayUs: maxDelay } };
}

function filtersOf(spec: Language.UnsubscribeSpec): PlannedSubscription['filter'][] {
  return [...(spec.filter === undefined ? [] : [spec.filter]), ...(spec.filters ?? [])];
}

function subscriptionsOf(spec: Language.SubscribeSpec): PlannedSubscription[] {
  const all = [...(spec.filter === undefined ? [] : [{ filter: spec.filter }]), ...(spec.filters ?? [])];
  return all.map((each: Language.FilterSpec) => ({
    filter: each.filter,
    qos: each.qos ?? spec.qos ?? 0,
    noLocal: each.noLocal ?? spec.noLocal ?? false,
    retainAsPublished: each.retainAsPublished ?? spec.retainAsPublished ?? false,
    retainHandling: RETAIN_HANDLING[each.retainHandling ?? spec.retainHandling ?? 'send'],
  }));
}

function planPayload(
  payload: Language.PublishSpec['payload'],
): Pick<PublishStep, 'payload' | 'payloadBytes'> {
  const payloadBytes = largestSize(payload.content) ?? 0;
  const isPlain = payload.content.kind === 'size' && payload.stamp === 'payload';
  return isPlain ? { payloadBytes } : { payloadBytes, payload };
}
