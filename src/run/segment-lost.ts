/** Why a run ends early: a thread ended by itself, and what it had seen is gone. */
export class SegmentLost extends Error {
  override readonly name = 'SegmentLost';
}
