/** The step that asks, as the plan has it. */
import type { Members, PublishStep, StepBase } from './types.ts';

export interface RequestStep extends StepBase {
  readonly kind: 'request';
  /** Who asks. */
  readonly members: Members;
  readonly responders: Members;
  /** The requests: messages like all others. Of an unpaced one, its window is that of requests without an answer. */
  readonly requests: PublishStep;
  /** Flows of the answers: one for each responder and each member of `requests`. */
  readonly answerBlock: number;
  /** Requests of each client that have no answer yet, at most. */
  readonly window: number;
  readonly timeoutUs: number;
}
