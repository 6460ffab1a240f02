/** `npm run interop [-- BROKER…]`: installs brokers, runs the conformance suite against each, writes docs/interop.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { messageOf } from '../../../src/base/errors.ts';
import type { MatrixBroker } from './broker.ts';
import { MATRIX_BROKERS } from './brokers.ts';
import { judge, type Judged } from './judge.ts';
import { renderInterop } from './page.ts';
import { Served, untilListening } from './served.ts';

const PAGE = 'docs/interop.md';
const FIRST_PORT = 21_830;

const cache = process.env['MQTT_BENCH_INTEROP_CACHE'] ?? join(homedir(), '.cache', 'mqtt-bench-interop');
const tell = (line: string): void => console.error(line);

async function matrixOf(broker: MatrixBroker, port: number): Promise<Judged[]> {
  const folder = join(cache, broker.id);
  mkdirSync(folder, { recursive: true });
  try {
    tell(`${broker.name} ${broker.version}: installing`);
    await broker.install(folder);
  } catch (error) {
    return notRun(broker, `it cannot be installed here: ${messageOf(error)}`);
  }
  const served = new Served(broker.command(folder, port));
  try {
    return await judgeAll(broker, port);
  } catch (error) {
    return notRun(broker, messageOf(error));
  } finally {
    await served.stop();
  }
}

async function judgeAll(broker: MatrixBroker, port: number): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const protocol of broker.protocols) {
    const own = broker.hasPortPerProtocol === true && protocol === '5.0' ? port + 1 : port;
    await untilListening(own);
    tell(`${broker.name} ${broker.version}: MQTT ${protocol}`);
    judged.push(await judge(broker, protocol, own));
  }
  return judged;
}

function notRun(broker: MatrixBroker, failure: string): Judged[] {
  tell(`${broker.name} ${broker.version}: ${failure}`);
  return broker.protocols.map((protocol) => ({ broker, protocol, failure }));
}

const wanted = process.argv.slice(2);
const chosen = MATRIX_BROKERS.filter(
  ({ id }) => wanted.length === 0 || wanted.some((name) => id.startsWith(name)),
);
const judged: Judged[] = [];
for (const [index, broker] of chosen.entries())
  judged.push(...(await matrixOf(broker, FIRST_PORT + 2 * index)));
const page = renderInterop(judged, new Date().toISOString().slice(0, 10));
const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
const text = await format(page, options);
if (wanted.length === 0) {
  writeFileSync(PAGE, text);
  tell(`written: ${PAGE}`);
} else console.log(text);
