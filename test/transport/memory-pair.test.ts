import test from 'ava';
import fc from 'fast-check';
import { memoryPair, type MemoryEnd, type MemoryPairOptions } from '../../src/transport/memory-pair.ts';
import { RecordingHandler } from './recording-handler.ts';

interface Pair {
  readonly left: MemoryEnd;
  readonly right: MemoryEnd;
  readonly atLeft: RecordingHandler;
  readonly atRight: RecordingHandler;
  /** Runs tasks until none is left. */
  readonly settle: () => void;
}

function openPair(options: MemoryPairOptions = {}): Pair {
  const tasks: (() => void)[] = [];
  const [left, right] = memoryPair({ schedule: (task) => tasks.push(task), ...options });
  const [atLeft, atRight] = [new RecordingHandler(), new RecordingHandler()];
  left.attach(atLeft);
  right.attach(atRight);
  const settle = (): void => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
  };
  settle();
  return { left, right, atLeft, atRight, settle };
}

test('both ends open, and nothing happens before a task runs', (t) => {
  const tasks: (() => void)[] = [];
  const [left] = memoryPair({ schedule: (task) => tasks.push(task) });
  const handler = new RecordingHandler();
  left.attach(handler);
  t.deepEqual(handler.events, []);
  tasks.shift()?.();
  t.deepEqual(handler.events, ['open']);
});

test('without a scheduler of its own a pair runs on microtasks', async (t) => {
  const [left, right] = memoryPair();
  const handler = new RecordingHandler();
  left.attach(new RecordingHandler());
  left.write(Buffer.from('early'));
  right.attach(handler);
  t.deepEqual(handler.events, []);
  t.is((await handler.bytes(5)).toString(), 'early');
});

test('bytes arrive whole and in order, whatever the writes and the slices', (t) => {
  const writes = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 50 }), (chunks, sliceBytes) => {
      const { left, atRight, settle } = openPair({ sliceBytes });
      for (const chunk of chunks) left.write(chunk);
      settle();
      return atRight.received.equals(Buffer.concat(chunks)) && left.bufferedBytes === 0;
    }),
  );
  t.pass();
});

test('slices are as small as asked for', (t) => {
  const { left, atRight, settle } = openPair({ sliceBytes: 1 });
  left.write(Buffer.from('abc'));
  settle();
  t.deepEqual(atRight.events, ['open', 'bytes', 'bytes', 'bytes']);
});

test('received bytes are overwritten after onBytes, as a shared buffer would be', (t) => {
  const [left, right] = memoryPair({ schedule: (task) => task() });
  const kept: Uint8Array[] = [];
  const keeping = Object.assign(new RecordingHandler(), {
    onBytes: (bytes: Uint8Array) => void kept.push(bytes),
  });
  right.attach(keeping);
  left.write(Buffer.from('x'));
  t.deepEqual(kept, [Buffer.from([0xdb])]);
});

test('above the high-water mark write says no, and onDrain follows once all is delivered', (t) => {
  const { left, right, atLeft, settle } = openPair({ highWaterMarkBytes: 10 });
  right.pause();
  t.true(left.write(Buffer.alloc(9)));
  t.false(left.write(Buffer.alloc(1)));
  settle();
  t.is(left.bufferedBytes, 10);
  t.deepEqual(atLeft.events, ['open']);
  right.resume();
  settle();
  t.is(left.bufferedBytes, 0);
  t.deepEqual(atLeft.events, ['open', 'drain']);
});

test('endWriting ends one direction: the peer can still send', (t) => {
  const { left, right, atLeft, atRight, settle } = openPair();
  left.write(Buffer.from('last'));
  left.endWriting();
  settle();
  t.deepEqual(atRight.events, ['open', 'bytes', 'end']);
  t.false(left.write(Buffer.from('too late')));
  right.write(Buffer.from('answer'));
  settle();
  t.is(atLeft.received.toString(), 'answer');
  t.is(atLeft.cause, undefined);
});

test('when both directions have ended both ends close', (t) => {
  const { left, right, atLeft, atRight, settle } = openPair();
  left.endWriting();
  right.endWriting();
  settle();
  t.deepEqual(atLeft.events, ['open', 'end', 'close']);
  t.deepEqual([atLeft.cause, atRight.cause], [{ kind: 'remote-end' }, { kind: 'remote-end' }]);
});

test('close delivers what was written, then ends; nothing more is received', (t) => {
  const { left, right, atLeft, atRight, settle } = openPair();
  right.write(Buffer.from('unread'));
  left.write(Buffer.from('bye'));
  left.close();
  settle();
  t.deepEqual(atLeft.events, ['open', 'close']);
  t.deepEqual(atLeft.cause, { kind: 'local' });
  t.is(atRight.received.toString(), 'bye');
  t.deepEqual(atRight.events, ['open', 'bytes', 'end']);
  right.close();
  settle();
  t.deepEqual(atRight.cause, { kind: 'remote-end' });
});

test('reset drops what was under way, and each end knows who did it', (t) => {
  const { left, atLeft, atRight, settle } = openPair();
  left.write(Buffer.from('lost'));
  left.reset();
  settle();
  t.deepEqual(atRight.events, ['open', 'close']);
  t.deepEqual([atLeft.cause, atRight.cause], [{ kind: 'local' }, { kind: 'remote-reset' }]);
});

test('a paused end receives nothing, not even the end, until it resumes', (t) => {
  const { left, right, atRight, settle } = openPair();
  right.pause();
  left.write(Buffer.from('later'));
  left.endWriting();
  settle();
  t.deepEqual(atRight.events, ['open']);
  right.resume();
  settle();
  t.deepEqual(atRight.events, ['open', 'bytes', 'end']);
});

test('a pause within onBytes holds the rest of the bytes back', (t) => {
  const tasks: (() => void)[] = [];
  const [left, right] = memoryPair({ schedule: (task) => tasks.push(task), sliceBytes: 2 });
  const handler = new RecordingHandler();
  right.attach(handler);
  const onBytes = handler.onBytes.bind(handler);
  handler.onBytes = (bytes) => {
    right.pause();
    onBytes(bytes);
  };
  left.write(Buffer.from('abcd'));
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
  t.is(handler.received.toString(), 'ab');
});

test('onClose is the last event, comes once, and later calls do nothing', (t) => {
  const { left, right, atLeft, atRight, settle } = openPair();
  left.reset();
  left.close();
  settle();
  for (const end of [left, right]) {
    end.close();
    end.reset();
    end.endWriting();
    end.pause();
    end.resume();
    t.false(end.write(Buffer.from('x')));
  }
  settle();
  t.deepEqual([atLeft.count('close'), atRight.count('close')], [1, 1]);
  t.is(atLeft.events.at(-1), 'close');
});
