/** What a target can, from three sides: what its profile declares, what CONNACK announces, and what is found by trying. */
import { messageOf } from '../../base/errors.ts';
import type { CapabilityReport } from '../../results/conformance.ts';
import { CaseContext, type Dial, type Timing } from '../context.ts';
import type { TargetFacts } from '../facts.ts';
import { PacketJournal } from '../packet-journal.ts';
import type { Time } from '../time.ts';
import { contradictionsOf } from './contradictions.ts';
import { CAPABILITIES, type Capability } from './list.ts';
import type { LimitOptions } from './limits.ts';
import type { Found } from './search.ts';

export interface CapabilityOptions {
  readonly facts: TargetFacts;
  readonly dial: Dial;
  readonly time: Time;
  readonly timing: Timing;
  /** Part of every name: letters and digits, at most eight. */
  readonly token: string;
  /** No packet larger than this is sent. */
  readonly packetBytesMax: number;
  /** When no further attempt is begun. */
  readonly budgetMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at one capability after the other, so that it is known which attempt a target did not survive. Nothing is retained and
 * no session is kept. A target that lets nobody in any more ends the search.
 */
export async function findCapabilities(options: CapabilityOptions): Promise<CapabilityReport[]> {
  const { facts, time, budgetMs, signal } = options;
  const endUs = time.nowUs() + budgetMs * 1000;
  const isOver = (): boolean => time.nowUs() > endUs || signal?.aborted === true;
  const reports: CapabilityReport[] = [];
  let gone: string | undefined;
  let maximumQos: number = facts.maximumQos;
  for (const capability of CAPABILITIES) {
    if (capability.only5 === true && facts.version !== 5) continue;
    const looking = { ...options, maximumQos, isOver };
    const looked = gone === undefined ? await look(capability, looking) : { unknown: gone };
    const report = reportOf(capability, facts, looked);
    reports.push(report);
    if (capability.id === 'maximum-qos' && typeof report.found === 'number') maximumQos = report.found;
    if (gone === undefined && !(await isThere(options)))
      gone = `the target lets nobody in since ${capability.title} was looked for`;
  }
  return reports;
}

type Looked = { readonly found: Found | boolean } | { readonly unknown: string };

async function look(one: Capability, options: CapabilityOptions & LimitOptions): Promise<Looked> {
  if (one.announced?.(options.facts) === false) return { unknown: 'it is announced as missing' };
  if (options.isOver()) return { unknown: 'there was no time left' };
  const c = contextOf(one.id, options);
  try {
    const found = await one.find(c, options);
    return { found: typeof found === 'number' ? { value: found, isAtLeast: false } : found };
  } catch (error) {
    return { unknown: messageOf(error) };
  } finally {
    await c.close().catch(() => undefined);
  }
}

async function isThere(options: CapabilityOptions): Promise<boolean> {
  const c = contextOf('there', options);
  try {
    await (await c.connect()).disconnect();
    return true;
  } catch {
    return false;
  } finally {
    await c.close().catch(() => undefined);
  }
}

/** Nothing is judged here: cases do that, and these attempts may go beyond what a client is allowed. */
function contextOf(id: string, { token, ...options }: CapabilityOptions): CaseContext {
  const ledger = { exercised: () => undefined, broken: () => undefined, seen: new Set<never>() };
  // No two have the same: topics of one must not reach the clients of another.
  const own = `${token}${(CAPABILITIES.findIndex((one) => one.id === id) + 1).toString(36)}`;
  return new CaseContext({ ...options, token: own, journal: new PacketJournal(), ledger });
}

function reportOf(one: Capability, facts: TargetFacts, looked: Looked): CapabilityReport {
  const { id, title, unit } = one;
  const declared = one.declared(facts.profile);
  const announced = one.announced?.(facts);
  const sides = { declared, announced, found: 'found' in looked ? looked.found : undefined };
  return {
    id,
    title,
    ...(unit === undefined ? {} : { unit }),
    ...(declared === undefined ? {} : { declared }),
    ...(announced === undefined ? {} : { announced }),
    ...('unknown' in looked ? { unknown: looked.unknown } : figuresOf(looked.found)),
    contradictions: contradictionsOf(sides),
  };
}

function figuresOf(
  found: Found | boolean,
): Pick<CapabilityReport, 'found' | 'isAtLeast' | 'beyond' | 'unknown'> {
  if (typeof found === 'boolean') return { found };
  const { value, isAtLeast, beyond } = found;
  if (value === undefined) return { unknown: beyond ?? 'not even the smallest works' };
  return { found: value, ...(isAtLeast ? { isAtLeast } : {}), ...(beyond === undefined ? {} : { beyond }) };
}
