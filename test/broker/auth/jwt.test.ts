import { createHmac, generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { SignJWT } from 'jose';
import type { Credentials } from '../../../src/broker/auth/authentication.ts';
import { jwtAuthentication, type JwtKey, type JwtOptions } from '../../../src/broker/auth/jwt.ts';

const NOW_S = 1_700_000_000;
const secret = Buffer.from('a secret of more than thirty-two bytes, to please everyone');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hs256: JwtKey = { algorithm: 'HS256', secret };
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const rs256: JwtKey = { algorithm: 'RS256', publicKey: pem };
const es256: JwtKey = { algorithm: 'ES256', publicKey: ec.publicKey };

function token(algorithm: string, claims: Record<string, unknown> = {}): Promise<string> {
  const key = algorithm === 'HS256' ? secret : algorithm === 'RS256' ? rsa.privateKey : ec.privateKey;
  return new SignJWT({ sub: 'mia', exp: NOW_S + 60, ...claims })
    .setProtectedHeader({ alg: algorithm })
    .sign(key);
}

function withToken(text: string, username?: string): Credentials {
  return { clientId: 'c', version: 5, username, password: Buffer.from(text), certificate: undefined };
}

async function admits(text: string, options: Partial<JwtOptions> = {}, username?: string): Promise<boolean> {
  const decide = jwtAuthentication({ keys: [hs256, rs256, es256], nowS: () => NOW_S, ...options });
  return (await decide(withToken(text, username))).ok;
}

for (const algorithm of ['HS256', 'RS256', 'ES256']) {
  test(`a token signed with ${algorithm} is good for its user`, async (t) => {
    const decide = jwtAuthentication({ keys: [hs256, rs256, es256], nowS: () => NOW_S });
    t.deepEqual(await decide(withToken(await token(algorithm))), { ok: true, username: 'mia' });
  });

  test(`a token signed with ${algorithm} and altered is good for nothing`, async (t) => {
    const [header = '', claims = '', signature = ''] = (await token(algorithm)).split('.');
    const other = Buffer.from(JSON.stringify({ sub: 'eve', exp: NOW_S + 60 })).toString('base64url');
    t.false(await admits(`${header}.${other}.${signature}`));
    t.false(await admits(`${header}.${claims}.`));
    t.false(await admits(`${header}.${claims}.${signature.slice(0, -8)}`));
    t.false(await admits(`${header}.${claims}.${signature}.${signature}`));
  });
}

test('time, issuer, audience and user are looked at', async (t) => {
  t.false(await admits(await token('HS256', { exp: NOW_S })));
  t.false(await admits(await token('HS256', { exp: undefined })));
  t.false(await admits(await token('HS256', { nbf: NOW_S + 1 })));
  t.true(await admits(await token('HS256', { nbf: NOW_S })));
  t.false(await admits(await token('HS256', { sub: undefined })));
  t.true(
    await admits(await token('HS256', { iss: 'us', aud: ['x', 'mqtt'] }), { issuer: 'us', audience: 'mqtt' }),
  );
  t.false(await admits(await token('HS256', { iss: 'them' }), { issuer: 'us' }));
  t.false(await admits(await token('HS256', { aud: 'x' }), { audience: 'mqtt' }));
  t.true(await admits(await token('HS256'), { requiresSameUsername: true }, 'mia'));
  t.false(await admits(await token('HS256'), { requiresSameUsername: true }, 'eve'));
  t.true(await admits(await token('HS256', { name: 'x' }), { usernameClaim: 'name' }));
});

test('a token cannot choose its algorithm: not none, not the public key as a secret', async (t) => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = part({ sub: 'mia', exp: NOW_S + 60 });
  t.false(await admits(`${part({ alg: 'none' })}.${claims}.`));
  t.false(await admits(`${part({ alg: 'none' })}.${claims}.AA`));
  const head = part({ alg: 'HS256' });
  const forged = createHmac('sha256', pem).update(`${head}.${claims}`).digest('base64url');
  t.false(await admits(`${head}.${claims}.${forged}`, { keys: [rs256] }));
});

test('what is no token is refused', async (t) => {
  for (const text of ['', '.', '..', 'a.b.c', `${Buffer.from('[]').toString('base64url')}.e30.AA`])
    t.false(await admits(text), text);
});
