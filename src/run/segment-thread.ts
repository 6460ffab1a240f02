/** Entry of a segment's thread: does what the coordinator asks and tells how it is going. */
import { setMaxListeners } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { monotonicClock } from '../base/clock.ts';
import { BenchError, messageOf } from '../base/errors.ts';
import { initHistograms } from '../metrics/histogram.ts';
import { LocalSegment } from './local-segment.ts';
import type { Answer, ErrorData, Reply, Request, ThreadStart } from './thread-messages.ts';

const STATUS_INTERVAL_MS = 200;

const port = present(parentPort, 'the coordinator');
await initHistograms();
const abort = new AbortController();
// Each client that is on its way back may wait on it.
setMaxListeners(0, abort.signal);
const segment = new LocalSegment({
  ...(workerData as ThreadStart),
  clock: monotonicClock(),
  signal: abort.signal,
});
const timer = setInterval(() => say(port, { kind: 'status', status: segment.status() }), STATUS_INTERVAL_MS);
port.on('message', (request: Request) => void serve(request));
say(port, { kind: 'ready' });

async function serve(request: Request): Promise<void> {
  if (request.kind === 'abort') abort.abort(new Error(request.reason));
  else if (request.kind === 'drain-ended') segment.drainEnded(request.event);
  else await answer(request);
}

async function answer(request: Exclude<Request, { kind: 'abort' | 'drain-ended' }>): Promise<void> {
  const { id } = request;
  try {
    const reply = await carryOut(request);
    say(port, { kind: 'status', status: segment.status() });
    say(port, { kind: 'answer', id, answer: reply });
  } catch (error) {
    say(port, { kind: 'error', id, error: errorData(error) });
  }
}

function carryOut(request: Exclude<Request, { kind: 'abort' | 'drain-ended' }>): Promise<Answer> {
  switch (request.kind) {
    case 'run-step':
      return segment.runStep(request.path, request.startUs);
    case 'metrics':
      return segment.metrics();
    case 'check-state':
      return segment.checkState(request.state);
    case 'close':
      clearInterval(timer);
      return segment.close().then(() => undefined);
    case 'result':
      return segment.result();
  }
}

function say(to: MessagePort, reply: Reply): void {
  to.postMessage(reply);
}

function errorData(error: unknown): ErrorData {
  const bench =
    error instanceof BenchError ? { kind: error.kind, code: error.code, hint: error.hint } : undefined;
  return { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined, bench };
}
