import test, { type ExecutionContext } from 'ava';
import { decodeHistory, encodeHistory, historyCatalog, type History } from '../../src/history/file-format.ts';
import { BREACHES } from '../check/model/violations.ts';
import { Facts } from '../check/model/facts.ts';
import { legalHistory } from '../check/model/world.ts';
import { judgeObservations } from '../check/support/judge.ts';
import { seededRandom } from '../../src/base/random.ts';

const LEGAL = legalHistory({ seed: 4, version: 5, phases: 2, stepsPerPhase: 300, trouble: 1, churn: 1 });
const HISTORY: History = {
  runId: 7,
  flows: LEGAL.flows.map((flow) => ({ ...flow, retain: false })),
  observations: LEGAL.observations,
  omitted: 0,
};
const LINES = [...encodeHistory(HISTORY)];

test('a history comes back from its file as it was', (t) => {
  t.deepEqual(decodeHistory(LINES), JSON.parse(JSON.stringify(HISTORY)));
});

test('a history from a file is judged as the one that was written', (t) => {
  const breach = BREACHES['two messages change places']?.(new Facts(LEGAL), seededRandom(1));
  const broken = { ...HISTORY, observations: breach?.observations ?? [] };
  const read = decodeHistory(encodeHistory(broken));
  t.deepEqual(
    judgeObservations(historyCatalog(read.flows), read.observations),
    judgeObservations(LEGAL.catalog, broken.observations),
  );
});

function refused(t: ExecutionContext, lines: readonly string[], message: RegExp): void {
  t.throws(() => decodeHistory(lines), { name: 'BenchError', code: 'history-format', message });
}

const [HEADER = '', FIRST = ''] = LINES;
const END = LINES.at(-1) ?? '';

test('an empty file is refused', refused, [], /cut off/);
test('a file that was cut off is refused', refused, LINES.slice(0, -1), /cut off/);
test(
  'a file that lacks an observation is refused',
  refused,
  LINES.toSpliced(5, 1),
  /^line \d+ ends a history/,
);
test('something else is refused', refused, ['{"format":"other"}'], /^line 1 is not the beginning/);
test('another version is refused', refused, [HEADER.replace('"version":1', '"version":2')], /says version 2/);
test(
  'a line that is not JSON is refused with its number',
  refused,
  [HEADER, FIRST, '{'],
  /^line 3 is not JSON/,
);
test('an observation of no known kind is refused', refused, [HEADER, '["toString",{}]'], /no known kind/);
test(
  'a field that is not right is named',
  refused,
  [HEADER, '["publishInvoked",{"flow":0,"seq":-1,"attempt":1,"tUs":5}]'],
  /^line 2 has a publishInvoked whose seq is not a whole number from 0/,
);
test(
  'a field that is not known is named',
  refused,
  [HEADER, '["ownFault",{"client":0,"tUs":5,"message":"m","extra":1}]'],
  /extra is not known/,
);
test(
  'an item of a list that is not right is named',
  refused,
  [HEADER, '["subscribed",{"client":0,"connection":1,"tUs":5,"packetId":1,"reasonCodes":[0,300]}]'],
  /reasonCodes has an item that is not a code from 0 to 255/,
);
test(
  'lines behind the end are refused',
  refused,
  [HEADER, '{"observations":0,"omitted":0}', END],
  /after the end/,
);
test(
  'a flow that is none is refused',
  refused,
  ['{"format":"mqtt-bench history","version":1,"runId":1,"flows":[{}]}'],
  /a flow that is none/,
);
