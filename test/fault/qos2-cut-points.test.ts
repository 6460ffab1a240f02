/**
 * The forty-eight deterministic cuts of a QoS 2 exchange (5:4.3.3, 311:4.3.3): eight points, at the publisher's or at a
 * subscriber's side, and the cut client resumes its session, starts anew, or never returns. A broker that keeps the rules is
 * green in all of them, whichever method of onward delivery it uses; one that breaks a rule is red where the rule is put to
 * the test.
 */
import test, { type ExecutionContext } from 'ava';
import { findDefect } from '../../src/broker/defects/index.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { CheckReport } from '../../src/check/types.ts';
import { packetName, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { mosquittoPath, startMosquitto } from '../support/foreign-brokers.ts';
import { CUT_CASES, cutCaseName, playCut, type CutCase } from '../support/cut-stage.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];

async function embedded(t: ExecutionContext, options: BrokerOptions): Promise<string> {
  const broker = await startBroker({
    ...options,
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

function red(report: CheckReport): string[] {
  const failed = report.findings.filter(({ status }) => status === 'fail');
  return [...new Set(failed.map(({ invariant }) => invariant))].sort();
}

function told(report: CheckReport): string {
  return report.findings
    .filter(({ status }) => status !== 'warning')
    .map(({ invariant, status, summary, actual }) => `${status} ${invariant}: ${summary} (${actual})`)
    .join('\n');
}

async function isGreen(t: ExecutionContext, url: string, version: ProtocolVersion): Promise<void> {
  for (const one of CUT_CASES) {
    const { report, cuts, expectationsFailed } = await playCut(url, version, one);
    t.is(cuts, 1, cutCaseName(one));
    t.is(report.verdict, 'pass', `${cutCaseName(one)}\n${told(report)}`);
    t.is(expectationsFailed, 0, cutCaseName(one));
  }
}

test('there are forty-eight of them', (t) => {
  t.is(CUT_CASES.length, 48);
  t.is(new Set(CUT_CASES.map(cutCaseName)).size, 48);
});

for (const version of VERSIONS) {
  const name = version === 4 ? 'MQTT 3.1.1' : 'MQTT 5.0';

  for (const qos2Method of ['A', 'B'] as const)
    test.serial(`all are green on the embedded broker with method ${qos2Method} in ${name}`, async (t) => {
      await isGreen(t, await embedded(t, { choices: { qos2Method } }), version);
    });

  (mosquittoPath() === undefined ? test.skip : test.serial)(
    `all are green on Mosquitto in ${name}`,
    async (t) => {
      const broker = await startMosquitto();
      t.teardown(() => broker.stop());
      await isGreen(t, broker.url, version);
    },
  );
}

interface Proof {
  readonly defect: string;
  /** Cases in which it must be found, and by what. */
  readonly isPut: (one: CutCase) => boolean;
  readonly invariants: readonly string[];
  /** The same deed seen from another side. */
  readonly mayAlso?: readonly string[];
}

function at(one: CutCase, party: CutCase['party'], ...points: readonly string[]): boolean {
  const { point, returns } = one;
  const name = `${point.where} ${packetName(point.packet)}`;
  return one.party === party && returns === 'resume' && (points.length === 0 || points.includes(name));
}

/** Where a broker breaks a rule, it must be found in all cases that put the rule to the test. */
const PROOFS: readonly Proof[] = [
  { defect: 'duplicate-qos2-delivery', isPut: () => true, invariants: ['Q2-2'] },
  {
    defect: 'repeated-qos2-passed-on',
    isPut: (one) => at(one, 'publisher', 'after PUBLISH', 'before PUBREC'),
    // The copy comes at QoS 0.
    invariants: ['Q2-2', 'H3'],
  },
  {
    defect: 'never-resends',
    isPut: (one) => at(one, 'subscriber', 'before PUBLISH'),
    invariants: ['Q2-1', 'Q2-4'],
    // The exchange that is not carried on.
    mayAlso: ['Q2-3'],
  },
  {
    defect: 'resends-with-new-id',
    isPut: (one) => at(one, 'subscriber', 'after PUBLISH', 'before PUBREC'),
    invariants: ['Q2-2'],
    // The exchange under the first identifier is not carried on.
    mayAlso: ['Q2-3'],
  },
  {
    defect: 'resend-without-dup',
    isPut: (one) => at(one, 'subscriber', 'after PUBLISH', 'before PUBREC'),
    invariants: ['D1'],
  },
  {
    defect: 'session-never-kept',
    isPut: (one) => at(one, 'subscriber') || at(one, 'publisher'),
    invariants: ['S1'],
  },
];

for (const { defect, isPut, invariants, mayAlso = [] } of PROOFS) {
  test.serial(`a broker with ${defect} is red where it is put to the test`, async (t) => {
    const options = findDefect(defect)?.apply({}, { every: 1 });
    t.truthy(options, defect);
    const url = await embedded(t, options ?? {});
    const cases = CUT_CASES.filter(isPut);
    t.true(cases.length > 0);
    for (const one of cases) {
      const { report } = await playCut(url, 5, one);
      const found = red(report);
      t.true(
        found.some((id) => invariants.includes(id)),
        `${cutCaseName(one)}: ${found.join(', ')}\n${told(report)}`,
      );
      const allowed = [...invariants, ...mayAlso];
      t.deepEqual(
        found.filter((id) => !allowed.includes(id)),
        [],
        `${cutCaseName(one)}\n${told(report)}`,
      );
    }
  });
}
