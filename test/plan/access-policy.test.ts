import test from 'ava';
import { AccessPolicy, looksLike } from '../../src/plan/access-policy.ts';
import { planText } from './support.ts';

const TEXT = `
name: test
clients:
  red: { count: 3, id: 'id-\${index}', username: 'red-\${index}' }
  odd: { count: 1, id: 'odd/+', username: 'a' }
  free: { count: 2, id: 'free-\${index}' }
access:
  - deny: { clients: red, subscribe: 'red/secret/#' }
  - allow: { clients: red, publish: 'red/#', subscribe: ['red/#', 'own/\${client.id}/#'] }
  - allow: { clients: [red, odd], publish: ['by-name/\${username}', 'by-id/\${client.id}'] }
  - allow: { clients: free, client-id: 'free-1', publish: 'one' }
  - allow: { username: 'red-*', publish: 'users/\${index}' }
REST
steps:
  - connect: all
`;

const closed = new AccessPolicy(planText(TEXT.replace('REST', '  - deny: everything-else')));
const open = new AccessPolicy(planText(TEXT.replace('REST', '')));

test('the first rule that fits decides', (t) => {
  t.is(closed.word(0, 'subscribe', 'red/secret/x'), 'denied');
  t.is(closed.word(0, 'subscribe', 'red/other'), 'allowed');
  t.is(closed.word(0, 'publish', 'red/secret/x'), 'allowed');
});

test('what no rule fits is denied or left open, as the policy says', (t) => {
  t.is(closed.word(0, 'publish', 'blue'), 'denied');
  t.is(open.word(0, 'publish', 'blue'), 'unspecified');
  t.is(open.word(0, 'subscribe', 'red/secret/x'), 'denied');
});

test('filters are filled in for each client, with its Client Identifier and its user name', (t) => {
  t.is(closed.word(1, 'subscribe', 'own/id-1/x'), 'allowed');
  t.is(closed.word(1, 'subscribe', 'own/id-2/x'), 'denied');
  t.is(closed.word(2, 'publish', 'by-name/red-2'), 'allowed');
  t.is(closed.word(2, 'publish', 'by-name/red-1'), 'denied');
  t.is(closed.word(2, 'publish', 'users/2'), 'allowed');
});

test('a name with a wildcard or several levels has no topics of its own', (t) => {
  const odd = 3;
  t.is(closed.word(odd, 'publish', 'by-id/odd/x'), 'denied');
  t.is(closed.word(odd, 'publish', 'by-id/odd/+'), 'denied');
  t.is(closed.word(odd, 'publish', 'by-name/a'), 'allowed');
});

test('a rule may be about some clients of a group', (t) => {
  t.is(closed.word(4, 'publish', 'one'), 'denied');
  t.is(closed.word(5, 'publish', 'one'), 'allowed');
  t.is(closed.word(5, 'publish', 'users/1'), 'denied');
});

test('patterns stand for whole names', (t) => {
  t.true(looksLike('a*c*e', 'abcde'));
  t.true(looksLike('*', ''));
  t.true(looksLike('a*', 'a'));
  t.false(looksLike('a*a', 'a'));
  t.false(looksLike('a', 'ab'));
  t.false(looksLike('*b*', 'acd'));
});
