import test from 'ava';
import { FLAGS_RULES, type Rule, reasonCodeRule } from '../../src/protocol/decoding/rules.ts';
import * as rules from '../../src/protocol/decoding/rules.ts';
import { citation, statement, STATEMENTS } from '../../src/protocol/statements.ts';

test('all statements are there: 141 of 3.1.1, 251 of 5.0, 58 without a number', (t) => {
  const unnumbered = STATEMENTS.filter(({ id }) => id.includes(':U-'));
  t.is(unnumbered.length, 58);
  const numbered = STATEMENTS.filter((entry) => !unnumbered.includes(entry));
  t.is(numbered.filter(({ id }) => id.startsWith('311:')).length, 141);
  t.is(numbered.filter(({ id }) => id.startsWith('5:')).length, 251);
});

test('ids are unique, and each names the section it stands in', (t) => {
  t.is(new Set(STATEMENTS.map(({ id }) => id)).size, STATEMENTS.length);
  for (const { id, section } of STATEMENTS) {
    const chapter = /^(?:5|311):(?:U-)?(\d+)\./.exec(`${id}.`)?.[1] ?? /:(?:U-)?(\d+)/.exec(id)?.[1];
    t.true(
      section.startsWith(`${chapter ?? '?'}.`) || section.startsWith(`${chapter ?? '?'} `),
      `${id}: ${section}`,
    );
  }
});

test('the same number says different things in different versions', (t) => {
  t.regex(statement('311:3.1.2-24')?.summary ?? '', /Keep Alive/);
  t.regex(statement('5:3.1.2-24')?.summary ?? '', /Maximum Packet Size/);
  t.is(statement('5:3.1.2-24')?.level, 'MUST NOT');
  t.is(statement('5:3.1.2-24')?.role, 'server');
});

test('what is not in the catalogues is undefined', (t) => {
  for (const id of ['5:2.2.1-1', '3.1.2-24', '5:§2.1.4', '5:MQTT-3.1.2-24', ''])
    t.is(statement(id), undefined);
});

test('a clause is cited by its number or its section, with the version', (t) => {
  t.is(citation('5:3.1.2-24'), 'MQTT-3.1.2-24 (5.0)');
  t.is(citation('311:3.1.2-24'), 'MQTT-3.1.2-24 (3.1.1)');
  t.is(citation('5:§2.1.4'), 'section 2.1.4 (5.0)');
  t.is(citation('5:U-3.3.2.1-1'), 'section 3.3.2.1 Topic Name (5.0)');
});

test('every clause of the decoder is a statement of that version, or a section', (t) => {
  const groups = [
    rules.FramingRule,
    rules.ConnectRule,
    rules.ConnackRule,
    rules.PublishRule,
    rules.PacketIdRule,
    rules.SubscribeRule,
    rules.AuthRule,
  ];
  const all: Rule[] = [...groups.flatMap((group) => Object.values<Rule>(group)), ...FLAGS_RULES];
  for (let type = 0; type < 16; type += 1) all.push(reasonCodeRule(type));
  for (const { v5, v5FromServer, v311, message } of all) {
    for (const clause of [v5, v5FromServer ?? v5, v311]) {
      t.true(clause.includes(':§') || statement(clause) !== undefined, `${clause}: ${message}`);
    }
    t.true(v311.startsWith('311:') && v5.startsWith('5:'));
  }
});
