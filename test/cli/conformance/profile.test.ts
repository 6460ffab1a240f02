/** Every profile that ships can be read, and says where it has what it says from. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from '../../../src/cli/package-root.ts';
import { readProfile } from '../../../src/cli/conformance/profile.ts';
import { loadProfile } from '../../../src/cli/hooks/profile-file.ts';
import { CASES } from '../../../src/conformance/cases/index.ts';

const NAMES = readdirSync(join(packageRoot(), 'targets')).map((file) => file.replace(/\.yaml$/u, ''));
const CASE_IDS = new Set(CASES.map(({ id }) => id));

/** Besides cases: rules on every packet, what the decoder cites, and whether the target lives. */
function isKnown(id: string): boolean {
  return CASE_IDS.has(id) || (id.endsWith('/passive') && /^(?:311|5):/u.test(id));
}

for (const name of NAMES) {
  test(`the profile ${name} can be read by every command, and its expectations are of cases that there are`, (t) => {
    const { expectedFailures } = readProfile(name, {});
    t.deepEqual(
      expectedFailures.filter(({ id }) => !isKnown(id)).map(({ id }) => id),
      [],
    );
    t.true(expectedFailures.every(({ reason, contains }) => reason.length > 0 && contains.length > 0));
    const { source, links } = loadProfile(name, {});
    t.true(source === 'measured' || links.length > 0, 'what comes from documentation names it');
    t.true(source === 'measured' || expectedFailures.length === 0, 'nobody has seen these failures');
  });
}
