import test from 'ava';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSPKI, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { ManualClock } from '../../src/base/clock.ts';
import type { Authenticate } from '../../src/broker/auth/authentication.ts';
import { startBroker } from '../../src/broker/start.ts';
import { clientSpec } from '../../src/plan/client-spec.ts';
import { jwtKey, signJwt } from '../../src/run/jwt.ts';
import { Tokens } from '../../src/run/tokens.ts';
import { planText } from '../plan/support.ts';
import { runText, summary } from '../support/run-scenario.ts';

interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const pem = (pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): KeyPair => ({
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});
const EC = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const RSA = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const SECRET = 'a secret of thirty-two bytes or more';

const KEYS = [
  { algorithm: 'HS256', key: SECRET, publicKey: () => Promise.resolve(Buffer.from(SECRET)) },
  { algorithm: 'RS256', key: RSA.privateKey, publicKey: () => importSPKI(RSA.publicKey, 'RS256') },
  { algorithm: 'ES256', key: EC.privateKey, publicKey: () => importSPKI(EC.publicKey, 'ES256') },
] as const;

for (const { algorithm, key, publicKey } of KEYS)
  test(`${algorithm}: what is signed here verifies elsewhere`, async (t) => {
    const claims = JSON.stringify({ sub: 'devicé "1"', exp: 4_000_000_000 });
    const token = signJwt(jwtKey(algorithm, key, 'key'), { algorithm, keyId: 'k1', claims });
    const { payload, protectedHeader } = await jwtVerify(token, await publicKey(), {
      algorithms: [algorithm],
    });
    t.deepEqual(protectedHeader, { alg: algorithm, typ: 'JWT', kid: 'k1' });
    t.deepEqual(payload, { sub: 'devicé "1"', exp: 4_000_000_000 });
  });

for (const [algorithm, key] of [
  ['RS256', EC.privateKey],
  ['ES256', RSA.privateKey],
  ['ES256', SECRET],
] as const)
  test(`${algorithm} refuses a key that is not for it, and does not show it: ${key.length} characters`, (t) => {
    const error = t.throws(() => jwtKey(algorithm, key, '`key` of `sensor`'), { message: /no key for/u });
    t.false(error.message.includes(key.slice(30, 60)));
  });

function scenario(jwt: string, steps = ''): string {
  return `name: jwt
clients:
  sensor:
    count: 3
    username: "sensor-\${index}"
    password: { jwt: { ${jwt} } }
steps:
  - connect: all
${steps}`;
}

test('a token is used again until shortly before it expires, and taken out once when it is due', (t) => {
  const clock = new ManualClock(1_000_000_000);
  const plan = planText(
    scenario(
      `algorithm: HS256, key: ${SECRET}, expires: 100s, claims: { sub: "\${index}" }, reauthenticate: before-expiry`,
    ),
  );
  const wallOffsetUs = 1_700_000_000_000_000 - clock.nowUs();
  const tokens = new Tokens({ plan, clock, wallOffsetUs });
  const tokenOf = (client: number): string => {
    const { jwt } = clientSpec(plan, client);
    return jwt === undefined ? '' : tokens.tokenOf(client, jwt);
  };
  const first = tokenOf(0);
  t.deepEqual(JSON.parse(Buffer.from(first.split('.')[1] ?? '', 'base64url').toString()), {
    sub: '0',
    iat: 1_700_000_000,
    exp: 1_700_000_100,
  });
  t.not(tokenOf(1), first);
  clock.advanceUs(79_000_000);
  t.is(tokenOf(0), first);
  t.deepEqual([...tokens.takeDue(clock.nowUs())], []);
  clock.advanceUs(2_000_000);
  t.deepEqual([...tokens.takeDue(clock.nowUs())], [1, 0]);
  t.deepEqual([...tokens.takeDue(clock.nowUs())], []);
  t.not(tokenOf(0), first);
});

test('a key that cannot be read stops the run before its first connection', async (t) => {
  await t.throwsAsync(
    runText(scenario('algorithm: ES256, key-file: /nowhere/key.pem'), {
      url: 'mqtt://127.0.0.1:1',
      version: 5,
    }),
    { message: /cannot read \/nowhere\/key\.pem/u },
  );
});

/** Verifies by another library than the one that signs, and keeps what it let in. */
function verifier(publicKey: CryptoKey, seen: JWTPayload[]): Authenticate {
  return async ({ username, password }) => {
    try {
      const token = Buffer.from(password ?? '').toString();
      const { payload } = await jwtVerify(token, publicKey, { audience: 'mqtt', clockTolerance: 0 });
      if (payload.sub !== username) throw new Error('another user');
      seen.push(payload);
      return { ok: true, username };
    } catch (error) {
      return { ok: false, reason: 'bad-credentials', message: String(error) };
    }
  };
}

for (const version of [4, 5] as const)
  test.serial(
    `clients connect again with a new token before theirs expires, and nothing is lost (MQTT ${version})`,
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const keyFile = join(folder, 'key.pem');
      writeFileSync(keyFile, EC.privateKey);
      const seen: JWTPayload[] = [];
      const broker = await startBroker({
        listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
        authenticate: verifier(await importSPKI(EC.publicKey, 'ES256'), seen),
      });
      t.teardown(() => broker.close());
      const outcome = await runText(
        scenario(
          `algorithm: ES256, key-file: ${keyFile}, expires: 2s, reauthenticate: before-expiry, claims: { sub: "sensor-\${index}", aud: mqtt }`,
          `  - subscribe: { clients: sensor, filter: "d/#", qos: 1 }
  - publish: { clients: sensor, topic: "d/\${index}", qos: 1, rate: 50/s, for: 4s }
  - drain: 5s
`,
        ),
        { url: broker.urls[0] ?? '', version },
      );
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.deepEqual(
        outcome.steps.flatMap((step) => step.problems),
        [],
      );
      t.is(outcome.metrics.counters['publish.acknowledged'], 600);
      for (const sub of ['sensor-0', 'sensor-1', 'sensor-2']) {
        const tokens = seen.filter((payload) => payload.sub === sub);
        t.true(tokens.length >= 2, `${sub} connected ${tokens.length} times`);
        t.is(new Set(tokens.map(({ exp }) => exp)).size, tokens.length);
      }
    },
  );
