import test from 'ava';
import type { Credentials } from '../../../src/broker/auth/authentication.ts';
import { certificateAuthentication } from '../../../src/broker/auth/certificate.ts';
import { firstOf } from '../../../src/broker/auth/first-of.ts';
import { hashPassword, passwordAuthentication } from '../../../src/broker/auth/password.ts';

export function credentials(fields: Partial<Credentials> = {}): Credentials {
  return {
    clientId: 'c',
    version: 5,
    username: undefined,
    password: undefined,
    certificate: undefined,
    ...fields,
  };
}

function login(username: string | undefined, password?: string): Credentials {
  return credentials({ username, password: password === undefined ? undefined : Buffer.from(password) });
}

test('a user gets in by the password, plain or hashed, and by nothing else', async (t) => {
  const hash = await hashPassword('geheim', Buffer.from('salt'));
  const decide = passwordAuthentication({
    users: [
      { username: 'mia', password: 'secret' },
      { username: 'leo', hash },
    ],
  });
  t.deepEqual(await decide(login('mia', 'secret')), { ok: true, username: 'mia' });
  t.deepEqual(await decide(login('leo', 'geheim')), { ok: true, username: 'leo' });
  for (const wrong of [
    login('mia', 'secreT'),
    login('mia'),
    login('leo', 'secret'),
    login('leo'),
    login('eve', 'secret'),
    login(undefined, 'secret'),
    login(undefined),
  ]) {
    t.false((await decide(wrong)).ok);
  }
});

test('clients without credentials get in only where that is allowed', async (t) => {
  const decide = passwordAuthentication({ users: [{ username: '', password: '' }], allowsAnonymous: true });
  t.deepEqual(await decide(login(undefined)), { ok: true, username: undefined });
  t.false((await decide(login(undefined, ''))).ok);
  t.true((await decide(login('', ''))).ok);
});

test('a damaged hash lets nobody in', async (t) => {
  for (const hash of ['', 'scrypt', 'scrypt::', 'md5:a:b']) {
    t.false((await passwordAuthentication({ users: [{ username: 'a', hash }] })(login('a', ''))).ok, hash);
  }
});

test('a certificate names its user by the common name', async (t) => {
  const certificate = { commonName: 'device-1', fingerprint256: 'AA:BB' };
  t.deepEqual(await certificateAuthentication()(credentials({ certificate })), {
    ok: true,
    username: 'device-1',
  });
  t.true((await certificateAuthentication({ fingerprints: ['AA:BB'] })(credentials({ certificate }))).ok);
  t.false((await certificateAuthentication({ fingerprints: ['AA:BC'] })(credentials({ certificate }))).ok);
  t.false((await certificateAuthentication()(credentials())).ok);
  t.false(
    (await certificateAuthentication()(credentials({ certificate: { ...certificate, commonName: '' } }))).ok,
  );
});

test('the first way that lets a client in stands', async (t) => {
  const decide = firstOf([
    certificateAuthentication(),
    passwordAuthentication({ users: [{ username: 'mia', password: 'x' }] }),
  ]);
  t.deepEqual(await decide(login('mia', 'x')), { ok: true, username: 'mia' });
  t.like(await decide(login('mia', 'y')), { ok: false, reason: 'bad-credentials' });
  t.false((await firstOf([])(login('mia', 'x'))).ok);
});
