/** The policy that the broker is supposed to enforce: who may publish and subscribe to what. */
import type { ClientName } from '../bind-template.ts';
import { list, object, oneOrMany, type ObjectKind } from '../kinds/collections.ts';
import { checked, type Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { text, wrongType } from '../kinds/scalars.ts';
import { topicFilter } from '../kinds/topics.ts';
import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';
import { shorten, type SourceEntry, type SourceNode } from '../source-tree.ts';
import type { AccessRuleSpec, AccessSpec, AccessSubjectsSpec } from '../types.ts';
import { ACCESS_FILTERS_MAX, ACCESS_RULES_MAX } from './limits.ts';

/** What filters of the policy may differ by: `client.id` and `username` are those that the client connects with. */
const PER_PRINCIPAL: readonly ClientName[] = ['index', 'client', 'group', 'run', 'client.id', 'username'];

const EVERYTHING_ELSE = 'everything-else';
const EXPECTS = 'a rule such as `allow: { clients: red, publish: "red/#", subscribe: "red/#" }`';

const filters = oneOrMany(topicFilter(PER_PRINCIPAL), { max: ACCESS_FILTERS_MAX, what: 'Topic Filters' });
const pattern = text({ expects: 'text in which `*` stands for any characters', lengthMin: 1 });

const subjects: ObjectKind<AccessSubjectsSpec> = object<AccessSubjectsSpec>(
  { what: 'a rule' },
  {
    clients: {
      kind: groupNames,
      description: 'The groups that the rule is about.',
      fallback: 'all',
    },
    clientId: {
      kind: pattern,
      description: 'Only clients whose Client Identifier looks like this; `*` stands for any characters.',
    },
    username: {
      kind: pattern,
      description: 'Only clients whose user name looks like this; `*` stands for any characters.',
    },
    publish: {
      kind: filters,
      description: 'Topics to publish to, Will Messages included: a Topic Filter, or a list.',
      fallback: [],
    },
    subscribe: {
      kind: filters,
      description: 'Topics to subscribe to and to receive: a Topic Filter, or a list.',
      fallback: [],
    },
  },
);

const subjectsOfRule: Kind<AccessSubjectsSpec> = checked(subjects, (rule, node, reader) => {
  if (rule.publish.length + rule.subscribe.length > 0 || reader.hasKey(rule, 'publish', 'subscribe'))
    return true;
  reader.report('missing-key', node.span, 'a rule needs `publish`, `subscribe` or both');
  return false;
});

type ReadRule = AccessRuleSpec | typeof EVERYTHING_ELSE;

const rule: Kind<ReadRule> = {
  expects: EXPECTS,
  read: (node, reader) => {
    const entry = onlyEntry(node, reader);
    if (entry === undefined) return undefined;
    const { key: effect, value } = entry;
    if (effect !== 'allow' && effect !== 'deny') {
      const hint = didYouMean(effect, ['allow', 'deny']) ?? 'a rule says `allow` or `deny`';
      reader.report('unknown-key', entry.keySpan, `\`${shorten(effect)}\` is not a rule of access`, hint);
      return undefined;
    }
    if (effect === 'deny' && value.kind === 'scalar' && value.text === EVERYTHING_ELSE)
      return EVERYTHING_ELSE;
    const read = subjectsOfRule.read(value, reader);
    return read === undefined ? undefined : { effect, ...read };
  },
  schema: (definitions) => {
    const only = (key: string, schema: ReturnType<Kind<unknown>['schema']>) => ({
      type: 'object',
      properties: { [key]: schema },
      required: [key],
      additionalProperties: false,
    });
    const described = subjects.schema(definitions);
    return {
      oneOf: [
        only('allow', described),
        only('deny', { anyOf: [{ type: 'string', const: EVERYTHING_ELSE }, described] }),
      ],
    };
  },
};

const rules = list(rule, { max: ACCESS_RULES_MAX, what: 'rules' });

/** Rules in order: the first that fits decides. What no rule fits is unspecified, unless the last denies everything else. */
export const access: Kind<AccessSpec> = {
  ...rules,
  read: (node, reader) => {
    const read = rules.read(node, reader);
    if (read === undefined) return undefined;
    const end = read.indexOf(EVERYTHING_ELSE);
    if (end !== -1 && end !== read.length - 1)
      reader.report(
        'conflicting-keys',
        reader.spanOf(read, end),
        `\`deny: ${EVERYTHING_ELSE}\` leaves nothing for the rules that follow`,
        'put it last',
      );
    const spec: AccessSpec = {
      rules: read.filter((each) => each !== EVERYTHING_ELSE),
      deniesEverythingElse: end !== -1,
    };
    reader.remember(spec, node);
    return spec;
  },
};

function onlyEntry(node: SourceNode, reader: Reader): SourceEntry | undefined {
  if (node.kind !== 'map' || node.entries[0] === undefined) {
    wrongType(node, EXPECTS, reader);
    return undefined;
  }
  const [first, second] = node.entries;
  if (second === undefined) return first;
  reader.report(
    'unknown-key',
    second.keySpan,
    `a rule has one key, and \`${shorten(first.key)}\` is that`,
    'begin each rule with `- `',
  );
  return undefined;
}
