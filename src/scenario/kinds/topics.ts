import { topicFilterFault, topicNameFault, type TopicFault } from '../../protocol/topics.ts';
import { isColumn, type ClientName } from '../bind-template.ts';
import { evaluateTemplate } from '../evaluate-template.ts';
import type { ProblemCode } from '../problem.ts';
import type { SourceNode } from '../source-tree.ts';
import type { Reader } from '../reader.ts';
import type { Template } from '../template.ts';
import { templateNames } from '../template-names.ts';
import { checked, type Kind } from './kind.ts';
import { template } from './scalars.ts';

/** Numbers are whole, group names and hexadecimal digits: any one client shows what all topics look like. */
const SAMPLE = {
  index: 9_999_999,
  client: 9_999_999,
  group: 'group',
  run: '00000000',
  topic: 9_999_999,
  'client.id': 'client',
  username: 'user',
};

/** A Topic Name to publish to. */
export function topicName(allowed: readonly ClientName[]): Kind<Template> {
  return checked(template(allowed, 'a topic'), (value, node, reader) =>
    isSound('invalid-topic-name', topicNameFault(sampleOf(value), 5), node, reader),
  );
}

/** A Topic Filter to subscribe to. */
export function topicFilter(allowed: readonly ClientName[]): Kind<Template> {
  return checked(template(allowed, 'a topic filter'), (value, node, reader) =>
    isSound('invalid-topic-filter', topicFilterFault(sampleOf(value), 5), node, reader),
  );
}

/** Columns are checked row by row, once there are rows. */
function sampleOf(value: Template): string {
  const columns = [...templateNames(value)].filter(isColumn).map((path) => [path, 'column'] as const);
  return evaluateTemplate(value, { ...SAMPLE, ...Object.fromEntries(columns) });
}

function isSound(
  code: ProblemCode,
  fault: TopicFault | undefined,
  node: SourceNode,
  reader: Reader,
): boolean {
  if (fault === undefined) return true;
  const what = code === 'invalid-topic-name' ? 'this topic' : 'this topic filter';
  reader.report(code, node.span, `${what} ${fault.reason} (${fault.clause})`);
  return false;
}
