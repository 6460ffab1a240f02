import test from 'ava';
import { loadScenario, type LoadOptions } from '../../src/scenario/load-scenario.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../src/scenario/problem.ts';
import { RowsBuilder } from '../../src/scenario/rows.ts';
import { scenarioText, withoutMark, type Parts } from './support.ts';

interface Case {
  readonly code: ProblemCode;
  /** What is wrong, in words. */
  readonly when: string;
  /** The whole file, or the parts around it; ‸ stands where the problem is. */
  readonly file: string | Parts;
  readonly message?: RegExp;
  readonly hint?: RegExp;
  readonly options?: LoadOptions;
}

const step = (text: string, top = ''): Parts => ({ steps: [text], top });
const group = (text: string, top = ''): Parts => ({ clients: `  sensor: { count: 3, ${text} }`, top });
const PUBLISH = 'publish: { clients: sensor, topic: t, qos: 1';
const REQUEST = 'clients: sensor, topic: t, responders: sensor, response-topic: a, qos: 1';
const AT_311 = 'protocol: "3.1.1"';

/** Rows as a caller reads them; their own tests are in rows.test.ts. */
const noRows: LoadOptions = { readRows: () => ({ ok: true, rows: new RowsBuilder(['id']).build() }) };
const oneRow: LoadOptions = {
  readRows: () => {
    const builder = new RowsBuilder(['id']);
    builder.add(['a']);
    return { ok: true, rows: builder.build() };
  },
};

const CASES: readonly Case[] = [
  { code: 'wrong-type', when: 'a policy is no list', file: { top: 'access: ‸all' } },
  {
    code: 'unknown-key',
    when: 'a rule of access neither allows nor denies',
    file: { top: 'access: [{ ‸alow: { publish: a } }]' },
    hint: /`allow`/,
  },
  {
    code: 'missing-key',
    when: 'a rule of access is about nothing',
    file: { top: 'access: [{ allow: ‸{ clients: all } }]' },
  },
  {
    code: 'conflicting-keys',
    when: 'a rule of access follows the last',
    file: { top: 'access: [‸{ deny: everything-else }, { allow: { publish: a } }]' },
    hint: /last/,
  },
  {
    code: 'invalid-topic-filter',
    when: 'a rule of access has a filter that is none',
    file: { top: 'access: [{ allow: { publish: ‸"a/#/b" } }]' },
  },
  {
    code: 'name-not-here',
    when: 'a topic is made of the user name outside of access',
    file: step('publish: { clients: sensor, topic: "a/${‸username}", qos: 1, count: 1, rate: 1/s }'),
    hint: /`access`/,
  },
  { code: 'reserved-name', when: 'a var is called username', file: { top: 'vars: { ‸username: 1 }' } },
  {
    code: 'missing-key',
    when: 'there is no policy to probe',
    file: step('probe-access: ‸all'),
    hint: /`access`/,
  },
  {
    code: 'missing-key',
    when: 'there is no policy to enforce',
    file: { top: 'embedded: { ‸enforce-access: true }' },
    hint: /`access`/,
  },
  {
    code: 'conflicting-keys',
    when: 'access is probed beside other steps',
    file: step('parallel: [{ probe-access: ‸all }, { wait: 1s }]', 'access: [{ allow: { publish: a } }]'),
  },
  {
    code: 'never-connected',
    when: 'a group is used after it was probed',
    file: {
      top: 'access: [{ allow: { publish: a } }]',
      steps: ['probe-access: all', 'subscribe: { clients: ‸sensor, filter: a, qos: 0 }'],
    },
  },
  {
    code: 'bad-rows',
    when: 'a file of rows cannot be read',
    file: group('rows: ‸a.csv'),
    options: { readRows: () => ({ ok: false, problem: 'a.csv:7: a quote is never closed' }) },
  },
  { code: 'too-few-rows', when: 'there are no rows', file: group('rows: ‸a.csv'), options: noRows },
  {
    code: 'unknown-column',
    when: 'no column has that name',
    file: { clients: '  sensor: { count: 1, rows: a.csv, username: ‸"${row.ids}" }' },
    options: oneRow,
    hint: /`id`/,
  },
  { code: 'not-text', when: 'there is a null character', file: 'name: a\nb: "‸\0"\n' },
  { code: 'not-text', when: 'bytes were no UTF-8', file: 'name: "‸\uFFFD"\n' },
  {
    code: 'file-too-large',
    when: 'the file has more than a mebibyte',
    file: `‸name: test\n${'#'.repeat(1_048_577)}`,
  },
  { code: 'empty-file', when: 'there is nothing', file: '‸' },
  { code: 'empty-file', when: 'there are only comments', file: '‸# nothing\n' },
  { code: 'empty-file', when: 'there is only a document marker', file: '‸---\n' },
  { code: 'yaml-syntax', when: 'a bracket is missing', file: 'name: [a\n‸clients: b\n', message: /./ },
  {
    code: 'yaml-syntax',
    when: '${…} has no quotes inside braces',
    file: 'clients: { a: { count: $‸{n} } }\n',
    hint: /quotes/,
  },
  { code: 'yaml-tab', when: 'a tab indents', file: 'clients:\n‸\ta: { count: 1 }\n', hint: /spaces/ },
  { code: 'yaml-tag', when: 'a tag says what we do not know', file: 'name: ‸!secret x\n' },
  { code: 'yaml-alias', when: 'an alias has no anchor', file: { top: 'description: ‸*nobody' } },
  { code: 'yaml-alias', when: 'an alias stands inside itself', file: { top: 'thresholds: &a [‸*a]' } },
  { code: 'yaml-several-documents', when: 'there are two documents', file: 'name: a\n‸---\nname: b\n' },
  { code: 'too-deep', when: 'lists are nested without end', file: `${'['.repeat(39)}‸${'['.repeat(5000)}` },
  {
    code: 'too-many-nodes',
    when: 'aliases would multiply',
    file: `‸a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\nc: &c [${'*b,'.repeat(50)}]\nd: [${'*c,'.repeat(50)}]\n`,
  },
  { code: 'duplicate-key', when: 'a key stands twice', file: { top: 'seed: 1\n‸seed: 2' } },
  { code: 'key-not-text', when: 'a key is a number', file: { top: '‸1: 2' } },
  { code: 'key-not-text', when: 'a key is a list', file: { top: '? ‸[a]\n: 2' } },
  { code: 'unknown-key', when: 'the file has a key of its own', file: { top: '‸stepz: 1' }, hint: /`steps`/ },
  {
    code: 'unknown-key',
    when: 'a group has an unknown key',
    file: group('‸keepalive: 10s'),
    hint: /`keep-alive`/,
  },
  {
    code: 'unknown-key',
    when: 'a key is in camel case',
    file: group('‸cleanStart: true'),
    hint: /`clean-start`/,
  },
  {
    code: 'unknown-key',
    when: 'a step has two keys',
    file: { steps: ['wait: 1s\n    ‸drain: 2s'] },
    hint: /- /,
  },
  {
    code: 'unknown-key',
    when: 'a merge key is used',
    file: { clients: '  sensor: { count: 1, ‸<<: { count: 1 } }' },
  },
  { code: 'missing-key', when: 'the steps are missing', file: '‸name: test\nclients: { a: { count: 1 } }\n' },
  {
    code: 'conflicting-keys',
    when: 'the conformance suite is given clients',
    file: 'name: test\n‸clients: { a: { count: 1 } }\nconformance: all\n',
    hint: /two scenarios/,
  },
  {
    code: 'conflicting-keys',
    when: 'the conformance suite is given a cluster',
    file: 'name: test\ntarget: ‸["mqtt://a", "mqtt://b"]\nconformance: all\n',
  },
  {
    code: 'conflicting-keys',
    when: 'the conformance suite is given certificates that differ by client',
    file: 'name: test\ntarget: ‸{ url: "mqtts://a", tls: { cert: "${index}.pem", key: k } }\nconformance: all\n',
  },
  {
    code: 'unknown-key',
    when: 'a suite has no such key',
    file: 'name: test\nconformance: { ‸section: "3.1" }\n',
    hint: /`sections`/,
  },
  { code: 'missing-key', when: 'a group has no count', file: { clients: '  sensor: ‸{ keep-alive: 5s }' } },
  {
    code: 'missing-key',
    when: 'a subscription has no QoS',
    file: step('subscribe: ‸{ clients: sensor, filter: a }'),
  },
  {
    code: 'missing-key',
    when: 'a filter of several has no QoS',
    file: step('subscribe: { clients: sensor, filters: [{ filter: a, qos: 1 }, ‸{ filter: b }] }'),
  },
  {
    code: 'missing-key',
    when: 'a subscription has no filter',
    file: step('subscribe: ‸{ clients: sensor, qos: 1 }'),
  },
  {
    code: 'missing-key',
    when: 'a publish has no pace',
    file: step('publish: ‸{ clients: sensor, topic: t, qos: 1, count: 5 }'),
    hint: /total-rate/,
  },
  {
    code: 'missing-key',
    when: 'an expectation has no number',
    file: step('expect: ‸{ clients: sensor, filter: t, within: 1s }'),
  },
  { code: 'missing-key', when: 'a repeat has no end', file: step('repeat: ‸{ steps: [wait: 1s] }') },
  { code: 'missing-key', when: 'a target has no URL', file: { top: 'target: ‸{ profile: x }' } },
  {
    code: 'conflicting-keys',
    when: 'a rate is given twice',
    file: step(`${PUBLISH}, rate: 1/s, ‸total-rate: 1/s, for: 1s }`),
  },
  {
    code: 'conflicting-keys',
    when: 'a rate meets a window',
    file: step(`${PUBLISH}, rate: 1/s, ‸window: 1, count: 1 }`),
  },
  {
    code: 'conflicting-keys',
    when: 'a ramp meets arrivals',
    file: step(`${PUBLISH}, ramp: { from: 1/s, to: 2/s }, ‸arrivals: poisson, for: 1s }`),
  },
  {
    code: 'conflicting-keys',
    when: 'there are filter and filters',
    file: step('unsubscribe: { clients: sensor, filter: a, ‸filters: [b] }'),
  },
  {
    code: 'conflicting-keys',
    when: 'an exact number meets a bound',
    file: step('expect: { clients: sensor, filter: t, ‸messages: 1, at-least: 1, within: 1s }'),
  },
  {
    code: 'conflicting-keys',
    when: 'there are url and urls',
    file: { top: 'target: { url: "mqtt://a", ‸urls: ["mqtt://b"] }' },
  },
  {
    code: 'conflicting-keys',
    when: 'a warm-up has no time to be part of',
    file: step(`${PUBLISH}, rate: 1/s, count: 5, ‸warm-up: 1s }`),
  },
  { code: 'wrong-type', when: 'the file is a list', file: '‸- a\n' },
  {
    code: 'wrong-type',
    when: 'a count is text',
    file: { clients: '  sensor: { count: ‸"3" }' },
    hint: /without quotes/,
  },
  { code: 'wrong-type', when: 'a value is missing', file: { top: 'description: ‸' } },
  {
    code: 'wrong-type',
    when: 'a truth value is of YAML 1.1',
    file: group('clean-start: ‸yes'),
    hint: /YAML 1.2/,
  },
  { code: 'wrong-type', when: 'text is a truth value', file: group('username: ‸true'), hint: /quotes/ },
  { code: 'wrong-type', when: 'a step is a word', file: step('‸drain'), hint: /needs a value/ },
  { code: 'wrong-type', when: 'vars are a list', file: { top: 'vars: ‸[a]' } },
  { code: 'wrong-type', when: 'a var is a list', file: { top: 'vars: { a: ‸[1] }' } },
  {
    code: 'bad-value',
    when: 'a duration has no unit',
    file: step('wait: ‸5'),
    hint: /`5s`/,
    message: /^`wait` needs a duration/,
  },
  {
    code: 'bad-value',
    when: 'a rate has no time',
    file: step(`${PUBLISH}, rate: ‸20, for: 1s }`),
    hint: /`20\/s`/,
  },
  {
    code: 'bad-value',
    when: 'a share has no percent sign',
    file: step('drop: { clients: sensor, share: ‸50 }'),
    hint: /`50%`/,
  },
  {
    code: 'bad-value',
    when: 'a word is not one of those allowed',
    file: step('drop: { clients: sensor, how: ‸rest }'),
    hint: /`reset`/,
  },
  { code: 'bad-value', when: 'a protocol is not known', file: { top: 'protocol: ‸"3.1"' }, hint: /`3.1.1`/ },
  { code: 'bad-value', when: 'MQTT counts whole seconds', file: group('keep-alive: ‸1500ms') },
  { code: 'bad-value', when: 'a group stands twice in a list', file: step('disconnect: [sensor, ‸sensor]') },
  {
    code: 'out-of-range',
    when: 'a QoS is 3',
    file: step('publish: { clients: sensor, topic: t, qos: ‸3, rate: 1/s, for: 1s }'),
  },
  { code: 'out-of-range', when: 'a group is empty', file: { clients: '  sensor: { count: ‸0 }' } },
  { code: 'out-of-range', when: 'a count is huge', file: { clients: '  sensor: { count: ‸10000001 }' } },
  {
    code: 'out-of-range',
    when: 'a count is not whole',
    file: { top: 'vars: { n: 7 }', clients: '  sensor: { count: ‸"${n / 2}" }' },
  },
  { code: 'out-of-range', when: 'a keep-alive has more than 16 bits', file: group('keep-alive: ‸65536s') },
  {
    code: 'out-of-range',
    when: 'a rate is absurdly large',
    file: step(`${PUBLISH}, rate: ‸1000000000/s, for: 1s }`),
  },
  { code: 'out-of-range', when: 'a rate is zero', file: step(`${PUBLISH}, rate: ‸0/s, for: 1s }`) },
  { code: 'out-of-range', when: 'a share is nothing', file: step('drop: { clients: sensor, share: ‸0% }') },
  {
    code: 'out-of-range',
    when: 'there are no steps',
    file: 'name: a\nclients: { a: { count: 1 } }\nsteps: ‸[]\n',
  },
  {
    code: 'out-of-range',
    when: 'warm-up and cool-down take all',
    file: step(`${PUBLISH}, rate: 1/s, for: 2s, warm-up: ‸1s, cool-down: 1s }`),
  },
  {
    code: 'out-of-range',
    when: 'bounds are the wrong way round',
    file: step('expect: { clients: sensor, filter: t, at-least: 5, at-most: ‸2, within: 1s }'),
  },
  {
    code: 'bad-name',
    when: 'a group name has a space',
    file: { clients: '  sensor: { count: 1 }\n  ‸my sensor: { count: 1 }' },
  },
  {
    code: 'bad-name',
    when: 'a var has a minus',
    file: { top: 'vars: { ‸max-rate: 5 }' },
    hint: /`max_rate`/,
  },
  {
    code: 'reserved-name',
    when: 'a group is called all',
    file: { clients: '  sensor: { count: 1 }\n  ‸all: { count: 1 }' },
  },
  { code: 'reserved-name', when: 'all stands in a list', file: step('disconnect: [‸all]') },
  { code: 'reserved-name', when: 'a var is called index', file: { top: 'vars: { ‸index: 5 }' } },
  { code: 'bad-template', when: 'a brace is not closed', file: group('username: "user-‸${index"') },
  { code: 'bad-template', when: 'there is a function call', file: group('username: "${rand‸()}"') },
  {
    code: 'unknown-name',
    when: 'a var is not declared',
    file: { top: 'vars: { rate: 5 }', steps: [`${PUBLISH}, rate: "\${‸rat}/s", for: 1s }`] },
    hint: /`rate`/,
  },
  {
    code: 'name-not-here',
    when: 'a count depends on the client',
    file: { clients: '  sensor: { count: "${‸index}" }' },
  },
  {
    code: 'name-not-here',
    when: 'a Will depends on the topic',
    file: group('will: { topic: "a/${‸topic}", payload: x }'),
  },
  {
    code: 'text-in-arithmetic',
    when: 'text is multiplied',
    file: { top: 'vars: { a: text }', clients: '  sensor: { count: "${‸a * 2}" }' },
  },
  {
    code: 'division-by-zero',
    when: 'a divisor is zero',
    file: { top: 'vars: { n: 0 }', clients: '  sensor: { count: ‸"${5 / n}" }' },
  },
  {
    code: 'missing-environment',
    when: 'a variable is not set',
    file: group('username: u, password: "${‸env.NOT_SET}"'),
    hint: /NOT_SET=/,
  },
  {
    code: 'unknown-var',
    when: 'an override names no var',
    file: { top: '‸vars: { pairs: 5 }' },
    options: { vars: { pears: 3 } },
    hint: /`pairs`/,
  },
  {
    code: 'bad-var',
    when: 'an override of a number is none',
    file: { top: 'vars: { ‸pairs: 5 }' },
    options: { vars: { pairs: 'many' } },
  },
  { code: 'unknown-group', when: 'a step names nobody', file: step('disconnect: ‸sensr'), hint: /`sensor`/ },
  { code: 'unknown-step', when: 'a step is not known', file: step('‸publsh: {}'), hint: /`publish`/ },
  {
    code: 'too-many-steps',
    when: 'steps inside steps are too many',
    file: step(`repeat: { times: 1, steps: [${'wait: 0, '.repeat(998)}‸wait: 0] }`),
  },
  {
    code: 'too-many-clients',
    when: 'groups together are too many',
    file: { clients: '  sensor: { count: 9000000 }\n  other: { count: ‸9000000 }' },
  },
  {
    code: 'too-many-flows',
    when: 'topics and publishers multiply',
    file: {
      clients: '  sensor: { count: 5000 }',
      steps: [
        'publish: { clients: sensor, topic: "${topic}", topics: ‸1000000, qos: 1, rate: 1/s, for: 1s }',
      ],
    },
  },
  {
    code: 'bad-url',
    when: 'a target has no scheme',
    file: { top: 'target: ‸localhost' },
    hint: /mqtt:\/\/localhost/,
  },
  { code: 'bad-url', when: 'a target has another scheme', file: { top: 'target: [‸"http://a"]' } },
  {
    code: 'bad-address',
    when: 'a range is descending',
    file: group('source-addresses: ‸127.0.0.5-127.0.0.2'),
  },
  {
    code: 'invalid-topic-name',
    when: 'a topic has a wildcard',
    file: step('publish: { clients: sensor, topic: ‸a/+, qos: 1, rate: 1/s, for: 1s }'),
    message: /wildcard/,
  },
  {
    code: 'invalid-topic-name',
    when: 'a var brings the wildcard',
    file: {
      top: 'vars: { t: "#" }',
      steps: ['publish: { clients: sensor, topic: ‸"a/${t}", qos: 1, rate: 1/s, for: 1s }'],
    },
  },
  {
    code: 'invalid-topic-filter',
    when: '# is not the last level',
    file: step('subscribe: { clients: sensor, filter: ‸"a/#/b", qos: 1 }'),
  },
  {
    code: 'invalid-topic-filter',
    when: 'a shared filter has no filter',
    file: step('subscribe: { clients: sensor, filter: ‸$share/group, qos: 1 }'),
  },
  {
    code: 'payload-too-small',
    when: 'the stamp has no room',
    file: step(`${PUBLISH}, payload: ‸15B, rate: 1/s, for: 1s }`),
    hint: /16B/,
  },
  ...(
    [
      ['the smallest of the sizes has no room for a stamp', '{ size: ‸10B..1KiB }', 'payload-too-small'],
      ['a range descends', '‸2KiB..1KiB', 'bad-value'],
      [
        'the mean lies outside',
        '{ size: ‸{ normal: { mean: 1B, deviation: 1B, min: 20B } } }',
        'out-of-range',
      ],
      ['there are two contents', '{ text: a, ‸json: b }', 'conflicting-keys'],
      ['there is no content', '‸{ stamp: none }', 'missing-key'],
      ['nothing makes such a value', '{ json: { a: { ‸$rnadom: 1 } } }', 'unknown-key'],
      ['a generator has company', '{ json: { ‸$sequence: true, b: 1 } }', 'conflicting-keys'],
      ['the greatest value is below the least', '{ json: { $random: { min: 2, max: ‸1 } } }', 'out-of-range'],
      ['there is nothing to pick', '{ json: { $pick: ‸[] } }', 'wrong-type'],
      ['JSON has no infinity', '{ json: ‸.inf }', 'bad-value'],
      ['a name in JSON is unknown', '{ json: ["${‸nobody}"] }', 'unknown-name'],
    ] as const
  ).map(([when, payload, code]): Case => ({
    code,
    when,
    file: step(`${PUBLISH}, payload: ${payload}, rate: 1/s, for: 1s }`),
  })),
  {
    code: 'stamp-carrier',
    when: 'text is published at 3.1.1',
    file: step(`${PUBLISH}, payload: ‸{ text: a }, rate: 1/s, for: 1s }`, AT_311),
    hint: /stamp: payload/,
  },
  {
    code: 'stamp-carrier',
    when: 'a group at 3.1.1 subscribes, which would not see the stamp',
    file: {
      clients: '  sensor: { count: 1 }\n  old: { count: 1, protocol: "3.1.1" }',
      steps: [
        'subscribe: { clients: old, filter: t, qos: 0 }',
        `${PUBLISH}, payload: ‸{ text: a }, rate: 1/s, for: 1s }`,
      ],
    },
    message: /`old` subscribes/,
  },
  {
    code: 'reserved-name',
    when: 'a User Property has the name of the stamp',
    file: step(`${PUBLISH}, user-properties: ‸{ mqtt-bench: a }, rate: 1/s, for: 1s }`),
  },
  {
    code: 'name-not-here',
    when: 'a topic differs by message',
    file: step('publish: { clients: sensor, topic: "${‸seq}", qos: 1, rate: 1/s, for: 1s }'),
    hint: /payload/,
  },
  ...(
    [
      ['a token has no key', '‸{ algorithm: HS256 }', 'missing-key'],
      ['a token has two keys', '{ algorithm: HS256, key: a, ‸key-file: b }', 'conflicting-keys'],
      ['a claim is set by `expires`', '{ algorithm: HS256, key: a, claims: { ‸exp: 1 } }', 'reserved-name'],
      ['claims are no map', '{ algorithm: HS256, key: a, claims: ‸[1] }', 'wrong-type'],
      ['a token hardly lives', '{ algorithm: HS256, key: a, expires: ‸1s }', 'out-of-range'],
      ['an algorithm is none', '{ algorithm: ‸none, key: a }', 'bad-value'],
    ] as const
  ).map(([when, jwt, code]): Case => ({
    code,
    when,
    file: group(`username: u, password: { jwt: ${jwt} }`),
  })),
  { code: 'unbounded-publish', when: 'a rate has no end', file: step(`${PUBLISH}, ‸rate: 1/s }`) },
  {
    code: 'unbounded-publish',
    when: 'Poisson arrivals have only a count',
    file: step(`${PUBLISH}, rate: 1/s, arrivals: poisson, ‸count: 5 }`),
  },
  { code: 'unbounded-publish', when: 'a window has no count', file: step(`${PUBLISH}, ‸window: 1 }`) },
  {
    code: 'unbounded-publish',
    when: 'requests have no end',
    file: step(`request: ‸{ ${REQUEST} }`),
    hint: /count/,
  },
  {
    code: 'conflicting-keys',
    when: 'requests have two rates',
    file: step(`request: { ${REQUEST}, count: 1, rate: 1/s, ‸total-rate: 1/s }`),
  },
  {
    code: 'payload-too-small',
    when: 'an answer could belong to any request',
    file: step(`request: { ${REQUEST}, count: 1, payload: ‸{ text: hello, stamp: none } }`),
  },
  {
    code: 'version-feature',
    when: 'who asks and who answers speak two versions',
    file: {
      top: 'protocol: "5.0"',
      clients: '  sensor: { count: 1 }\n  old: { count: 1, protocol: "3.1.1" }',
      steps: [
        'connect: all',
        'request: { clients: sensor, topic: t, responders: ‸old, response-topic: a, qos: 1, count: 1 }',
      ],
    },
  },
  {
    code: 'too-many-flows',
    when: 'too many ask too many',
    file: {
      clients: '  sensor: { count: 1001 }',
      steps: ['connect: all', `request: { ${REQUEST.replace('responders: ', 'responders: ‸')}, count: 1 }`],
    },
  },
  {
    code: 'engine-feature',
    when: 'the library is to answer',
    file: {
      clients: '  sensor: { count: 1 }\n  library: { count: 1, engine: mqttjs }',
      steps: [
        'connect: all',
        'request: { clients: ‸sensor, topic: t, responders: library, response-topic: a, qos: 1, count: 1 }',
      ],
    },
  },
  {
    code: 'engine-feature',
    when: 'the library is to send properties',
    file: {
      clients: '  sensor: { count: 1, engine: mqttjs }',
      steps: [
        'connect: all',
        'publish: { clients: ‸sensor, topic: t, qos: 1, window: 1, count: 1, content-type: text }',
      ],
    },
  },
  {
    code: 'topics-alike',
    when: 'several topics are one',
    file: step('publish: { clients: sensor, topic: ‸"a/${index}", topics: 3, qos: 1, rate: 1/s, for: 1s }'),
  },
  {
    code: 'duplicate-client-id',
    when: 'an id is the same for all',
    file: group('id: ‸device'),
    hint: /\$\{index\}/,
  },
  {
    code: 'duplicate-client-id',
    when: 'two groups are alike',
    file: { clients: '  sensor: { count: 3, id: "d-${index}" }\n  other: { count: 3, id: ‸"d-${index}" }' },
  },
  { code: 'duplicate-client-id', when: 'arithmetic makes ids alike', file: group('id: ‸"d-${index % 2}"') },
  {
    code: 'invalid-client-id',
    when: 'an empty id keeps its session in 3.1.1',
    file: group('id: ‸"", clean-start: false', AT_311),
  },
  {
    code: 'password-without-username',
    when: '3.1.1 has a password alone',
    file: group('‸password: x', AT_311),
    message: /311:3.1.2-22/,
  },
  {
    code: 'version-feature',
    when: '3.1.1 has a session expiry',
    file: group('‸session-expiry: 1h', AT_311),
    message: /`sensor` is at 3.1.1/,
  },
  {
    code: 'version-feature',
    when: 'one of two versions lacks a feature',
    file: group('‸receive-maximum: 5', 'protocol: ["3.1.1", "5.0"]'),
    message: /the run at 3.1.1 would fail/,
  },
  {
    code: 'version-feature',
    when: 'one group is at 3.1.1',
    file: group('protocol: "3.1.1", will: { topic: t, payload: x, ‸delay: 5s }'),
  },
  {
    code: 'version-feature',
    when: 'a Will at 3.1.1 has a Content Type',
    file: group('protocol: "3.1.1", will: { topic: t, ‸content-type: text }'),
  },
  {
    code: 'conflicting-keys',
    when: 'a mark is said to be text',
    file: group('will: { topic: t, ‸payload-format: utf-8 }'),
  },
  {
    code: 'reserved-name',
    when: 'a User Property of a Will has the name of the stamp',
    file: group('will: { topic: t, user-properties: ‸{ mqtt-bench: a } }'),
  },
  {
    code: 'engine-feature',
    when: 'npm mqtt is to send properties of a Will',
    file: group('engine: mqttjs, will: ‸{ topic: t, correlation-data: c }'),
  },
  {
    code: 'version-feature',
    when: '3.1.1 has a refusal',
    file: group('‸refuse: 10%', AT_311),
  },
  {
    code: 'bad-value',
    when: 'a refusal has a Reason Code that accepts',
    file: group('refuse: { share: 10%, reason: ‸0x10 }'),
  },
  {
    code: 'engine-feature',
    when: 'npm mqtt is to refuse messages',
    file: group('engine: mqttjs, ‸refuse: 10%'),
  },
  {
    code: 'version-feature',
    when: '3.1.1 has No Local',
    file: step('subscribe: { clients: sensor, filter: t, qos: 1, ‸no-local: true }', AT_311),
  },
  {
    code: 'version-feature',
    when: '3.1.1 has a Topic Alias',
    file: step(`${PUBLISH}, rate: 1/s, for: 1s, ‸topic-alias: true }`, AT_311),
  },
  {
    code: 'version-feature',
    when: '3.1.1 has a reason to disconnect',
    file: step('disconnect: { clients: sensor, ‸reason: 0x04 }', AT_311),
  },
  {
    code: 'engine-feature',
    when: 'npm mqtt is to have two connections',
    file: {
      clients: '  sensor: { count: 3, engine: mqttjs }',
      steps: ['connect: sensor', 'takeover: ‸sensor'],
    },
  },
  {
    code: 'engine-feature',
    when: 'the library cannot stop reading',
    file: {
      clients: '  sensor: { count: 1, engine: mqttjs }',
      steps: ['connect: sensor', 'read-slowly: { clients: ‸sensor, for: 1s }'],
    },
    message: /`read-slowly`/,
  },
  {
    code: 'engine-feature',
    when: 'the library cannot fall silent',
    file: {
      clients: '  sensor: { count: 1, engine: mqttjs }',
      steps: ['connect: sensor', 'drop: { clients: ‸sensor, how: silent }'],
    },
    message: /`how: silent`/,
  },
  {
    code: 'out-of-range',
    when: 'no second round of churn begins',
    file: { steps: ['connect: sensor', 'churn: { clients: sensor, share: 10%, every: ‸2s, for: 1s }'] },
  },
  {
    code: 'conflicting-keys',
    when: 'a payload with a stamp is said to be text',
    file: {
      steps: [
        'connect: sensor',
        `${PUBLISH}, window: 1, count: 1, payload-format: utf-8, payload: ‸{ text: hello, stamp: payload } }`,
      ],
    },
    hint: /stamp: user-property/,
  },
  {
    code: 'version-feature',
    when: 'a Response Topic is asked for at 3.1.1',
    file: {
      steps: ['connect: sensor', `${PUBLISH}, window: 1, count: 1, ‸response-topic: r }`],
      top: AT_311,
    },
  },
  {
    code: 'bad-threshold',
    when: 'a threshold is no comparison',
    file: { top: 'thresholds: [‸fast]' },
    hint: /e2e.latency.p99/,
  },
  {
    code: 'unknown-metric',
    when: 'a metric is not known',
    file: { top: 'thresholds: [‸e2e.latency.p98 < 5ms]' },
    hint: /e2e.latency.p9/,
  },
  {
    code: 'unknown-metric',
    when: 'the metric on the right is not known',
    file: { top: 'thresholds: [publish.rate > 2 * ‸publish.intend]' },
    hint: /publish.intended/,
  },
  {
    code: 'metric-units',
    when: 'a latency is compared with a count',
    file: { top: 'thresholds: [e2e.latency.p99 < ‸5]' },
  },
];

const WHOLE_FILES: readonly Case[] = [
  {
    code: 'bad-name',
    when: 'a name would lead out of its folder',
    file: 'name: ‸../../etc\nclients: { a: { count: 1 } }\nsteps: [connect: a]\n',
  },
  {
    code: 'never-connected',
    when: 'a group publishes that never connected',
    file: 'name: a\nclients: { x: { count: 1 }, y: { count: 1 } }\nsteps:\n  - connect: x\n  - publish: { clients: ‸y, topic: t, qos: 0, rate: 1/s, for: 1s }\n',
    hint: /connect: y/,
  },
  {
    code: 'never-connected',
    when: 'only a share of the group connected',
    file: 'name: a\nclients: { x: { count: 4 } }\nsteps:\n  - connect: { clients: x, share: 50% }\n  - drop: ‸x\n',
    message: /only to 50%/,
  },
  {
    code: 'never-connected',
    when: 'who answers never connected',
    file: 'name: a\nclients: { x: { count: 1 }, y: { count: 1 } }\nsteps:\n  - connect: x\n  - request: { clients: x, topic: t, responders: ‸y, response-topic: a, qos: 1, count: 1 }\n',
    hint: /connect: y/,
  },
  {
    code: 'never-connected',
    when: 'another branch connects, but does not wait',
    file: 'name: a\nclients: { x: { count: 4 } }\nsteps:\n  - parallel:\n      - connect: x\n      - drop: ‸x\n',
  },
];

for (const { code, when, file, message, hint, options } of [...CASES, ...WHOLE_FILES]) {
  test(`${code}: when ${when}`, (t) => {
    const { text, line, column } = withoutMark(typeof file === 'string' ? file : scenarioText(file));
    const loaded = loadScenario(text, 'test.yaml', options);
    t.false(loaded.ok);
    if (loaded.ok) return;
    const [first, ...others] = loaded.problems.filter((problem) => problem.code === code);
    t.deepEqual(others, []);
    t.like(first, { code, file: 'test.yaml', line, column });
    if (message !== undefined) t.regex(first?.message ?? '', message);
    if (hint !== undefined) t.regex(first?.hint ?? '', hint);
  });
}

test('a file with more than a hundred problems says so once', (t) => {
  const keys = Array.from({ length: 150 }, (_, at) => `nobody${at}: 1`).join('\n');
  const loaded = loadScenario(scenarioText({ top: keys }), 'test.yaml');
  t.false(loaded.ok);
  if (loaded.ok) return;
  t.is(loaded.problems.length, 101);
  t.is(loaded.problems.filter(({ code }) => code === 'too-many-problems').length, 1);
});

test('every code of the closed list has a test', (t) => {
  const tested = new Set<ProblemCode>([...CASES, ...WHOLE_FILES].map(({ code }) => code));
  tested.add('too-many-problems');
  t.deepEqual(
    PROBLEM_CODES.filter((code) => !tested.has(code)),
    [],
  );
});

test('all problems of a file are reported at once, in its order', (t) => {
  const text = scenarioText({
    top: 'seed: -1',
    clients: '  sensor: { count: 0, keepalive: 10s }',
    steps: ['disconnect: nobody', 'wait: 5'],
  });
  const loaded = loadScenario(text, 'test.yaml');
  t.deepEqual(loaded.ok ? [] : loaded.problems.map(({ code }) => code), [
    'out-of-range',
    'out-of-range',
    'unknown-key',
    'unknown-group',
    'bad-value',
  ]);
});
