/** A plan in words: what `--dry-run` prints. */
import { formatDurationUs } from '../base/units.ts';
import { versionName } from '../protocol/constants.ts';
import { clientSpec, evaluateForClient } from './client-spec.ts';
import { describeDisruption, describeFault } from './describe-fault.ts';
import { describeArrivals } from './describe-arrivals.ts';
import { describePayload, payloadFiles } from './describe-payload.ts';
import { estimatePlan, type PlanEstimate } from './estimate.ts';
import { planFlowCatalog } from './flow-catalog.ts';
import { memberCount } from './members.ts';
import type {
  Members,
  ParallelStep,
  Plan,
  PlannedGroup,
  PlannedStep,
  PublishStep,
  RequestStep,
  SubscribeStep,
} from './types.ts';

/** Several lines of plain text, without secrets: user names and passwords are never in it. */
export function describePlan(plan: Plan): string {
  const estimate = estimatePlan(plan);
  return [
    `${plan.name} at MQTT ${versionName(plan.version)}, seed ${plan.seed}`,
    ...(plan.description === '' ? [] : [plan.description]),
    `target: ${plan.target === undefined ? 'the embedded broker' : plan.target.urls.join(', ')}`,
    '',
    `clients: ${count(plan.clientCount)}`,
    ...plan.groups.map((group) => `  ${describeGroup(plan, group)}`),
    'steps:',
    ...describeSteps(plan, plan.steps, estimate, '  '),
    ...(plan.faults.length === 0 ? [] : ['faults, by a proxy before the target:']),
    ...plan.faults.map((fault) => `  ${fault.name}: ${describeFault(fault)}`),
    ...(plan.thresholds.length === 0 ? [] : ['thresholds:']),
    ...plan.thresholds.map(({ text, abort }) => `  ${text}${abort ? ' (else the run is aborted)' : ''}`),
    ...describeTotals(plan, estimate),
    '',
  ].join('\n');
}

function describeGroup(plan: Plan, group: PlannedGroup): string {
  const ids = range(
    clientSpec(plan, group.first).clientId,
    clientSpec(plan, group.first + group.count - 1).clientId,
  );
  const version = group.version === plan.version ? '' : `, MQTT ${versionName(group.version)}`;
  const said = group.will?.properties === undefined ? '' : ' and properties of its own';
  const will = group.will === undefined ? '' : `, with a Will Message${said}`;
  const { refuse } = group;
  const refusing = refuse === undefined ? '' : `, refuses ${number(refuse.share * 100)}% of the messages`;
  return `${group.name}: ${count(group.count)} (${ids})${version}, keep-alive ${group.keepAliveSeconds}s${will}${refusing}`;
}

function describeSteps(
  plan: Plan,
  steps: readonly PlannedStep[],
  estimate: PlanEstimate,
  indent: string,
): string[] {
  return steps.flatMap((step, at) => {
    const head = `${indent}${at + 1}. ${step.label}`;
    if (step.kind === 'repeat')
      return [`${head} ${repeatText(step)}:`, ...describeSteps(plan, step.steps, estimate, `${indent}   `)];
    if (step.kind === 'parallel')
      return [
        `${head}:`,
        ...step.branches.flatMap((branch, branchAt) => [
          `${indent}   ${branchName(step, branchAt)}:`,
          ...describeSteps(plan, branch, estimate, `${indent}     `),
        ]),
      ];
    const details = describeStep(plan, step, estimate);
    return [details === '' ? head : `${head}: ${details}`];
  });
}

function branchName({ background }: ParallelStep, at: number): string {
  if (background !== true) return `branch ${at + 1}`;
  return at === 0 ? 'in the background' : 'meanwhile';
}

type SimpleStep = Exclude<PlannedStep, { kind: 'repeat' | 'parallel' }>;

function describeStep(plan: Plan, step: SimpleStep, estimate: PlanEstimate): string {
  switch (step.kind) {
    case 'connect':
    case 'resume':
      return `${clients(step.members)}${step.ratePerSecond === undefined ? '' : ` at ${number(step.ratePerSecond)}/s in total`}`;
    case 'takeover':
      return `${clients(step.members)}, Clean Start ${step.cleanStart ? 1 : 0}, the old connections closed within ${formatDurationUs(step.withinUs)}`;
    case 'subscribe':
      return describeSubscribe(plan, step);
    case 'publish':
      return describePublish(plan, step, estimate);
    case 'request':
      return describeRequest(plan, step, estimate);
    case 'read-slowly':
      return `${clients(step.members)} for ${formatDurationUs(step.durationUs)}, ${formatDurationUs(step.pauseUs)} at a time`;
    case 'churn':
      return `${count(step.leaving)} of ${clients(step.members)} every ${formatDurationUs(step.everyUs)} for ${formatDurationUs(step.durationUs)}, ${step.how}`;
    case 'wait':
      return formatDurationUs(step.durationUs);
    case 'drain':
      return `up to ${formatDurationUs(step.timeoutUs)}`;
    case 'drop':
      return `${clients(step.members)}, ${step.how}`;
    case 'expect':
      return `${expectedText(step)} on ${step.filter.source} within ${formatDurationUs(step.withinUs)}`;
    case 'probe-access':
      return `${clients(step.members)}, ${step.sampleSize} of each kind tried, ${formatDurationUs(step.quietUs)} of silence`;
    case 'fault':
    case 'restart-broker':
      return describeDisruption(step);
    case 'unsubscribe':
    case 'disconnect':
      return clients(step.members);
  }
}

function describeSubscribe(plan: Plan, step: SubscribeStep): string {
  const filters = step.subscriptions.map(({ filter, qos }) => {
    const [first, last] = [firstMember(step.members), lastMember(step.members)].map((client) =>
      evaluateForClient(plan, client, filter),
    );
    return `${range(first ?? '', last ?? '')} at QoS ${qos}`;
  });
  return `${clients(step.members)}, ${filters.join(', ')}`;
}

function describePublish(
  plan: Plan,
  step: PublishStep,
  estimate: PlanEstimate,
  pace = describeArrivals(step),
): string {
  const block = plan.flowBlocks[step.flowBlock];
  const expected = estimate.publishSteps.find((each) => each.step === step);
  if (block === undefined || expected === undefined) return '';
  const catalog = planFlowCatalog(plan);
  const flows = block.memberCount * block.topicsPerMember;
  const topics = range(catalog.topicOf(block.base), catalog.topicOf(block.base + flows - 1));
  return [
    `${clients(step.members)} to ${topics}`,
    `QoS ${block.qos}${block.retain ? ', retained' : ''}`,
    describePayload(step),
    pace,
    `${count(expected.messages)} messages, ${count(expected.deliveries)} deliveries`,
  ].join(', ');
}

function describeRequest(plan: Plan, step: RequestStep, estimate: PlanEstimate): string {
  const { requests, answerBlock, window, timeoutUs } = step;
  const catalog = planFlowCatalog(plan);
  const base = plan.flowBlocks[answerBlock]?.base ?? 0;
  const asking = plan.flowBlocks[answerBlock]?.topicsPerMember ?? 1;
  const answers = range(catalog.topicOf(base), catalog.topicOf(base + asking - 1));
  return [
    describePublish(plan, requests, estimate, paceOf(requests)),
    `answered by ${clients(step.responders)} to ${answers}`,
    `${count(window)} of each client without an answer at most`,
    `given up after ${formatDurationUs(timeoutUs)}`,
  ].join(', ');
}

/** Answers are what the next request waits for, not acknowledgements. */
function paceOf(requests: PublishStep): string {
  if (requests.arrivals.kind !== 'unpaced') return describeArrivals(requests);
  const { countPerMember } = requests;
  return `as fast as answers come${countPerMember === undefined ? '' : `, ${count(countPerMember)} of each client`}`;
}

function describeTotals(plan: Plan, estimate: PlanEstimate): string[] {
  const about = estimate.exact ? '' : 'about ';
  const waiting =
    estimate.waitingUs === 0
      ? ''
      : `, and up to ${formatDurationUs(estimate.waitingUs)} of waiting for what is owed`;
  const files = filesOf(plan);
  return [
    `expected: ${about}${count(estimate.published)} messages published, ${about}${count(estimate.deliveries)} deliveries`,
    `run time: at least ${formatDurationUs(estimate.durationUs)}${waiting}`,
    `needs: ${count(plan.clientCount)} connections at once at most, so as many file descriptors and local ports`,
    ...(files.length === 0 ? [] : [`reads: ${files.join(', ')}`]),
  ];
}

/** Templates of files stand as they are written: one may mean a million files. */
function filesOf(plan: Plan): string[] {
  const all = [plan.target?.tls, ...plan.groups.map((group) => group.tls)];
  const files = [
    ...all.flatMap((tls) => [tls?.caFile, tls?.certFile?.source, tls?.keyFile?.source]),
    ...plan.groups.map((group) => group.jwt?.keyFile),
    ...payloadFiles(plan.steps),
  ];
  return [...new Set(files.filter((file) => file !== undefined))];
}

function repeatText(step: Extract<PlannedStep, { kind: 'repeat' }>): string {
  const times = step.times === undefined ? '' : `${count(step.times)} times`;
  const duration = step.durationUs === undefined ? '' : `for ${formatDurationUs(step.durationUs)}`;
  return [times, duration].filter((part) => part !== '').join(', ');
}

function expectedText(step: Extract<PlannedStep, { kind: 'expect' }>): string {
  const { atLeast, atMost } = step;
  if (atMost === undefined) return `at least ${count(atLeast)} messages each`;
  return atLeast === atMost
    ? `${count(atLeast)} messages each`
    : `${count(atLeast)} to ${count(atMost)} messages each`;
}

function clients(members: Members): string {
  const total = memberCount(members);
  return `${count(total)} ${total === 1 ? 'client' : 'clients'}`;
}

function firstMember(members: Members): number {
  return members[0]?.first ?? 0;
}

function lastMember(members: Members): number {
  const last = members.at(-1);
  return last === undefined ? 0 : last.first + last.count - 1;
}

function range(first: string, last: string): string {
  return first === last ? first : `${first} … ${last}`;
}

/** `1,000,000`, the same in every locale. */
function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}
