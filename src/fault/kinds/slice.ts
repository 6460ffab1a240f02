import type { Behaviour } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';

/** One slice in each turn of the event loop, so that each leaves in a segment of its own. */
export function slice({ bytes }: Extract<FaultAction, { kind: 'slice' }>): Behaviour {
  let inTurn = -1;
  let left = bytes;
  return {
    allowance: (_nowUs, turn) => (turn === inTurn ? left : bytes),
    spent: (count, _nowUs, turn) => {
      left = (turn === inTurn ? left : bytes) - count;
      inTurn = turn;
    },
    waitUs: () => 0,
  };
}
