/** Mosquitto behind a proxy that breaks one rule: the suite finds that rule, and accuses Mosquitto of nothing else. */
import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { seededRandom } from '../../src/base/random.ts';
import { sectionOf, type ConformanceCase } from '../../src/conformance/case.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { MALFORMED_CASES } from '../../src/conformance/cases/malformed.ts';
import type { Dial } from '../../src/conformance/context.ts';
import { probeTarget } from '../../src/conformance/probe-target.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { runSuite } from '../../src/conformance/suite.ts';
import { hostTime } from '../../src/conformance/time.ts';
import type { Clause } from '../../src/protocol/clause.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import type { CaseReport } from '../../src/results/conformance.ts';
import { loadProfile } from '../../src/scenario/load-profile.ts';
import { connectTransport } from '../../src/transport/connect.ts';
import { completeAddress, parseTargetUrl } from '../../src/transport/parse-address.ts';
import { ofVersion } from '../conformance/kill.ts';
import { PROXY_DEFECTS, type ProxyDefect } from '../conformance/proxy-defects.ts';
import { tampered, type Tamper } from '../conformance/tampered-dial.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { mosquittoPath, startMosquitto, type ForeignBroker } from '../support/foreign-brokers.ts';

const TIMING = { answerMs: 1_500, quietMs: 40, graceMs: 2_000 };
/** Brokers at once: a filter of one run must not catch the messages of another. Most of a run is waiting. */
const BROKERS = 8;
const CASE_MS_MAX = 1_500;

const MALFORMED: ReadonlySet<ConformanceCase> = new Set(MALFORMED_CASES);
const USUAL = CASES.filter((one) => !MALFORMED.has(one));

/** Brokers that are free; a run takes one and gives it back. */
class Pool {
  readonly #free: ForeignBroker[] = [];
  readonly #waiting: ((broker: ForeignBroker) => void)[] = [];

  add(broker: ForeignBroker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(broker);
    else next(broker);
  }

  async use<T>(act: (broker: ForeignBroker) => Promise<T>): Promise<T> {
    const broker =
      this.#free.pop() ?? (await new Promise<ForeignBroker>((resolve) => this.#waiting.push(resolve)));
    try {
      return await act(broker);
    } finally {
      this.add(broker);
    }
  }
}

const pool = new Pool();
const brokers: ForeignBroker[] = [];
/** What Mosquitto breaks by itself, by version; what its profile knows counts too, for a busy machine may not get to see it. */
const own = new Map<ProtocolVersion, Promise<ReadonlySet<string>>>();
let runs = 0;

test.before(async () => {
  if (mosquittoPath() === undefined) return;
  for (let count = 0; count < BROKERS; count += 1) brokers.push(await startMosquitto());
  for (const broker of brokers) pool.add(broker);
  for (const version of VERSIONS)
    own.set(
      version,
      redOf({ version, cases: USUAL }).then((red) => new Set([...red.map(({ id }) => id), ...expected()])),
    );
});

test.after.always(async () => {
  for (const broker of brokers) await broker.stop();
});

function expected(): readonly string[] {
  const file = loadProfile(readFileSync('targets/mosquitto-2.0.11.yaml', 'utf8'), 'mosquitto.yaml');
  return file.ok ? file.profile.expectedFailures.map(({ id }) => id) : [];
}

interface Run {
  readonly version: ProtocolVersion;
  readonly cases: readonly ConformanceCase[];
  readonly tamper?: Tamper;
}

async function redOf(run: Run): Promise<readonly CaseReport[]> {
  const cases = await pool.use(({ url }) => suiteAt(url, run));
  return cases.filter(({ verdict }) => verdict === 'fail');
}

async function suiteAt(url: string, { version, cases, tamper }: Run): Promise<readonly CaseReport[]> {
  const parsed = parseTargetUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  const address = completeAddress(parsed.address, { tls: {} });
  const plain: Dial = (handler) => connectTransport(address, handler);
  runs += 1;
  const common = { time: hostTime(), timing: TIMING, token: `x${runs.toString(36)}` };
  const probe = await probeTarget({ ...common, dial: plain, version, profile: { name: 'Mosquitto' } });
  if (probe.kind !== 'ready') throw new Error(probe.reason);
  const outcome = await runSuite({
    ...common,
    ...{ facts: probe.facts, cases: cases.filter((one) => one.version === version), concurrency: 1_000 },
    ...{ dial: tamper === undefined ? plain : tampered(plain, version, tamper), caseMsMax: CASE_MS_MAX },
    random: seededRandom(1),
  });
  return versionReport(outcome, (id) => id).cases;
}

/** All of the sections that it concerns, and one in six of everything else. */
function casesAgainst({ breaks }: ProxyDefect): readonly ConformanceCase[] {
  const chapters = new Set(breaks.map(chapterOf));
  return USUAL.filter(({ id, statement }) => isSampled(id) || chapters.has(chapterOf(statement)));
}

/** One in six, the same whatever cases there are besides. */
function isSampled(id: string): boolean {
  return Buffer.from(id).reduce((sum, byte) => (31 * sum + byte) % 65_521, 7) % 6 === 0;
}

function chapterOf(clause: Clause): string {
  return sectionOf(clause).split('.').slice(0, 2).join('.');
}

async function assertFound(
  t: ExecutionContext,
  defect: ProxyDefect,
  version: ProtocolVersion,
): Promise<void> {
  const breaks = ofVersion(defect.breaks, version);
  const known = (await own.get(version)) ?? new Set();
  const allowed: ReadonlySet<string> = new Set([...breaks, ...(defect.mayAlsoBreak ?? [])]);
  const look = async () => {
    const red = await redOf({ version, cases: casesAgainst(defect), tamper: defect.tamper(version) });
    const found = new Set(red.map(({ statement }) => statement));
    const wrong = red.filter(({ id, statement }) => !allowed.has(statement) && !known.has(id));
    return {
      missed: breaks.filter((id) => !found.has(id)),
      wrong: wrong.map(({ id, actual }) => ({ id, actual })),
    };
  };
  const first = await look();
  const isSound = first.missed.length + first.wrong.length === 0;
  // A machine that is busy with other tests gets a second look.
  t.deepEqual(isSound ? first : await look(), { missed: [], wrong: [] });
}

const withMosquitto = mosquittoPath() === undefined ? test.skip : test;

for (const version of VERSIONS)
  for (const defect of PROXY_DEFECTS.filter(({ breaks }) => ofVersion(breaks, version).length > 0))
    withMosquitto(
      `a Mosquitto that ${defect.summary} is found out in ${versionLabel(version)}`,
      async (t) => {
        t.timeout(120_000);
        await assertFound(t, defect, version);
      },
    );
