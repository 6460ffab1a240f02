import test from 'ava';
import { causeOfError, codedError } from '../../src/transport/close-cause.ts';

test('ECONNRESET and EPIPE on an open connection are a reset by the peer', (t) => {
  t.deepEqual(causeOfError(codedError('ECONNRESET', 'read ECONNRESET'), 'b:1', true), {
    kind: 'remote-reset',
  });
  t.deepEqual(causeOfError(codedError('EPIPE', 'write EPIPE'), 'b:1', true), { kind: 'remote-reset' });
});

test('ECONNRESET before the connection is open is an error, for it never opened', (t) => {
  t.like(causeOfError(codedError('ECONNRESET', 'x'), 'b:1', false), { kind: 'error', code: 'ECONNRESET' });
});

test('EMFILE tells the code, the peer, the remedy and the words of the system', (t) => {
  t.deepEqual(causeOfError(codedError('EMFILE', 'connect EMFILE'), 'b:1', false), {
    kind: 'error',
    code: 'EMFILE',
    message: 'this process has too many open files to connect to b:1 (raise `ulimit -n`) (connect EMFILE)',
  });
});

test('an unknown code keeps its own message', (t) => {
  const cause = causeOfError(codedError('ESOMETHING', 'odd thing'), 'b:1', true);
  t.deepEqual(cause, { kind: 'error', code: 'ESOMETHING', message: 'b:1: odd thing' });
});

test('something thrown without a code still becomes a cause', (t) => {
  t.deepEqual(causeOfError('oops', 'b:1', true), {
    kind: 'error',
    code: 'ERR_TRANSPORT',
    message: 'b:1: oops',
  });
});
