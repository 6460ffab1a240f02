import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScenario } from '../../src/index.ts';

const COUNT = 40;

/** Every device has a name, a password and a place of its own, from a file. */
function scenario(file: string, password: string): string {
  return `name: rows
embedded: { accepts: [monitor, device] }
clients:
  monitor: { count: 1, username: monitor, password: m0nitor }
  device:
    count: ${COUNT}
    rows: ${file}
    id: "\${row.serial}"
    username: "\${row.serial}"
    password: "\${row.secret}"
  thief: { count: ${COUNT}, rows: ${file}, username: "\${row.serial}", password: "${password}" }
steps:
  - connect: [monitor, device]
  - connect: { clients: thief, expect-reason: [0x86, 0x87] }
  - subscribe: { clients: monitor, filter: "site/+/data", qos: 1 }
  - publish:
      clients: device
      topic: "site/\${row.site}/data"
      qos: 1
      payload: { json: { serial: "\${row.serial}", value: { $random: { min: 1, max: 6 } } } }
      count: 5
      window: 5
  - drain: 5s
`;
}

for (const threads of [1, 2])
  test.serial(
    `${COUNT} devices with rows of their own, on ${threads} threads, and a thief without`,
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'devices.csv');
      const lines = Array.from({ length: COUNT }, (_, i) => `SN${1000 + i},"pass, ${i * 7}",${i % 4}`);
      writeFileSync(file, ['serial,secret,site', ...lines].join('\r\n'));
      const results = await runScenario(scenario(file, 'stolen'), { threads, seed: 5 });
      const [run] = results.runs;
      t.is(run?.check.verdict, 'pass');
      t.deepEqual(
        run?.steps.flatMap(({ problems }) => problems),
        [],
      );
      t.is(run?.check.semantics[0]?.delivered, COUNT * 5);
      t.false(JSON.stringify(results).includes('pass, '));
      const robbed = await runScenario(scenario(file, '${row.secret}'), { threads, seed: 5 });
      t.is(robbed.verdict, 'fail');
    },
  );
