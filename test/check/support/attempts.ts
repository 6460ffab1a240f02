/** Attempts as `probe-access` makes them, for tests: one that went as it should, and what is different about it. */
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import type { AccessProbed } from '../../../src/history/observer.ts';
import type { CheckReport } from '../../../src/check/types.ts';
import { judgeObservations, type Extras } from './judge.ts';

export const NO_FLOWS: FlowCatalog = {
  flowCount: 0,
  publisherOf: () => 0,
  qosOf: () => 0,
  topicOf: () => '',
};

/** Somebody tries to read what he may not, is let subscribe, and gets nothing, while others do. */
export function attempt(different: Partial<AccessProbed> = {}): AccessProbed {
  return {
    client: 0,
    tUs: 5,
    version: 5,
    principal: 'red',
    actor: 'red-0',
    action: 'receive',
    path: 'direct',
    qos: 1,
    topic: 'blue/1/x',
    topicClass: 'blue/${index}/#',
    relation: 'other-group',
    policy: 'denied',
    answer: 'refused',
    reasonCode: 0x87,
    effects: [],
    control: 'passed',
    note: 'control: blue-1 received it',
    witness: [],
    ...different,
  };
}

export function judgeAttempts(attempts: readonly Partial<AccessProbed>[], extras: Extras = {}): CheckReport {
  const observations = attempts.map((each) => ({ kind: 'accessProbed' as const, event: attempt(each) }));
  return judgeObservations(NO_FLOWS, observations, extras);
}
