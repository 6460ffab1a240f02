import test from 'ava';
import { quote, redactedCommand, redactVar } from '../../src/cli/redact.ts';

const shows = test.macro({
  exec: (t, argv: readonly string[], expected: string) =>
    t.is(redactedCommand(argv), `mqtt-bench ${expected}`),
  title: (title) => title ?? '',
});

test(
  'ordinary arguments stay',
  shows,
  ['run', 'a/b.yaml', '--var', 'pairs=20'],
  'run a/b.yaml --var pairs=20',
);
test('a password is left out', shows, ['run', 'x', '--password', 'p w'], 'run x --password ***');
test('a password after = is left out', shows, ['run', 'x', '--password=p=w'], 'run x --password=***');
test('credentials of a URL are left out', shows, ['--target', 'mqtt://u:p@h:1'], '--target mqtt://***@h:1');
test('so are those after =', shows, ['--target=mqtts://u:p@h'], '--target=mqtts://***@h');
test(
  'and those of each of several',
  shows,
  ['--target', 'mqtt://u:p@h,mqtt://v:q@i'],
  "--target 'mqtt://***@h,mqtt://***@i'".replaceAll("'", ''),
);
test(
  'a URL at a wrong place hides its credentials too',
  shows,
  ['run', 'ws://u:p@h/x?token=1'],
  "run 'ws://***@h/x?***'",
);
test(
  'vars that sound like secrets are left out',
  shows,
  ['--var', 'DB_PASSWORD=x', '--var=apiToken=y'],
  '--var DB_PASSWORD=*** --var=apiToken=***',
);

test('vars with a URL hide its credentials', (t) => {
  t.is(redactVar('upstream=mqtt://u:p@h'), 'upstream=mqtt://***@h');
  t.is(redactVar('pairs=5'), 'pairs=5');
});

test('what a shell would change is quoted', (t) => {
  t.is(quote('a b'), "'a b'");
  t.is(quote("it's"), String.raw`'it'\''s'`);
  t.is(quote('$HOME;x'), "'$HOME;x'");
  t.is(quote(''), "''");
  t.is(quote('--seed=7'), '--seed=7');
});
