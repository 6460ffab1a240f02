/** Entry of a segment's thread: does what the coordinator asks and tells how it is going. */
import { setMaxListeners } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { monotonicClock } from '../base/clock.ts';
import { initHistograms } from '../metrics/histogram.ts';
import { errorData } from './error-data.ts';
import { LocalSegment } from './local-segment.ts';
import type { Answer, Reply, Request, ThreadStart } from './thread-messages.ts';
import { ThreadRights } from './thread-rights.ts';

const STATUS_INTERVAL_MS = 200;

const port = present(parentPort, 'the coordinator');
await initHistograms();
const abort = new AbortController();
// Each client that is on its way back may wait on it.
setMaxListeners(0, abort.signal);
const { hasRights, ...start } = workerData as ThreadStart;
const rights = new ThreadRights((reply) => say(port, reply));
const segment = new LocalSegment({
  ...start,
  ...(hasRights ? { rights } : {}),
  clock: monotonicClock(),
  signal: abort.signal,
});
const timer = setInterval(() => say(port, { kind: 'status', status: segment.status() }), STATUS_INTERVAL_MS);
port.on('message', (request: Request) => void serve(request));
say(port, { kind: 'ready' });

async function serve(request: Request): Promise<void> {
  if (request.kind === 'abort') abort.abort(new Error(request.reason));
  else if (request.kind === 'drain-ended') segment.drainEnded(request.event);
  else if (request.kind === 'rights-changed') rights.changed(request);
  else await answer(request);
}

type Question = Exclude<Request, { kind: 'abort' | 'drain-ended' | 'rights-changed' }>;

async function answer(request: Question): Promise<void> {
  const { id } = request;
  try {
    const reply = await carryOut(request);
    say(port, { kind: 'status', status: segment.status() });
    say(port, { kind: 'answer', id, answer: reply });
  } catch (error) {
    say(port, { kind: 'error', id, error: errorData(error) });
  }
}

function carryOut(request: Question): Promise<Answer> {
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
