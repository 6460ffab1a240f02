/** What one attempt proves about the broker. */
import type { AccessProbed } from '../../history/observer.ts';
import type { Verdict } from '../types.ts';

/**
 * L1: what is denied has no effect. An effect is a violation whatever the controls say. A refusal to subscribe or to connect
 * proves that nothing can come; anything else is silence, which counts only where a control passed.
 */
export function isolationVerdict(event: AccessProbed): Verdict {
  const { policy, effects, answer, control, action, path } = event;
  if (policy === 'allowed' || answer === 'skipped') return 'skipped';
  if (effects.length > 0) return 'fail';
  if (answer === 'lost') return 'inconclusive';
  if (action === 'receive' && (answer === 'refused' || answer === 'closed')) return 'pass';
  // A CONNECT that was refused leaves no Will (5:3.1.4-6).
  if (path === 'will' && answer === 'refused') return 'pass';
  return control === 'passed' ? 'pass' : 'inconclusive';
}

/** L2 is about attempts that have an answer: not about messages of QoS 0, nor about Wills. */
export function denialVerdict(event: AccessProbed): Verdict | 'warning' {
  const { policy, answer, version, action, path, control, reasonCode } = event;
  if (policy === 'allowed' || path === 'will') return 'skipped';
  if (answer === 'hung') return 'fail';
  if (answer === 'refused' || answer === 'closed') return 'pass';
  if (answer !== 'accepted' || !isOneTopic(event)) return 'skipped';
  if (action === 'receive') return 'warning';
  // Where nobody listens, a success may be no lie: the message was taken, and had nowhere to go.
  const isUnheard = control !== 'passed' || path === 'unclaimed' || reasonCode === NO_MATCHING_SUBSCRIBERS;
  if (isUnheard) return 'skipped';
  // 3.1.1 has no way to say no: to acknowledge and drop is one of the two that it leaves (311:3.3.5-2).
  return version === 4 ? 'pass' : 'fail';
}

const NO_MATCHING_SUBSCRIBERS = 0x10;
const ONE_TOPIC: readonly string[] = ['direct', 'shared', 'queued', 'anonymous'];

/** A wildcard may be granted for the part of it that is allowed. */
function isOneTopic({ path, action }: AccessProbed): boolean {
  return action === 'publish' || ONE_TOPIC.includes(path);
}

/** L3: what is allowed works. */
export function permissionVerdict({ policy, answer, control }: AccessProbed): Verdict {
  if (policy === 'denied' || answer === 'skipped') return 'skipped';
  if (answer === 'lost') return 'inconclusive';
  if (answer === 'refused' || answer === 'closed' || answer === 'hung') return 'fail';
  return control === 'passed' ? 'pass' : control === 'failed' ? 'fail' : 'inconclusive';
}
