import type { ClientName } from '../bind-template.ts';
import { object } from '../kinds/collections.ts';
import { jsonTemplate } from '../kinds/json-template.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { oneOf, template, text } from '../kinds/scalars.ts';
import {
  smallestSize,
  type JsonTemplate,
  type PayloadContent,
  type PayloadSpec,
  type StampPlace,
} from '../payload.ts';
import type { Reader } from '../reader.ts';
import { entryOf, type SourceNode } from '../source-tree.ts';
import type { Template } from '../template.ts';
import { PER_CLIENT } from './per-client.ts';
import { hasRoomForStamp, payloadSize } from './payload-size.ts';

/** `${seq}` numbers the messages of a client and topic from 0. */
const PER_MESSAGE: readonly ClientName[] = [...PER_CLIENT, 'topic', 'seq'];

interface PayloadMap {
  readonly size?: Extract<PayloadContent, { kind: 'size' | 'sizes' | 'empty' }>;
  readonly text?: Template;
  readonly json?: JsonTemplate;
  readonly file?: string;
  readonly stamp?: StampPlace;
}

const CONTENTS = ['size', 'text', 'json', 'file'] as const;

const payloadMap: Kind<PayloadMap> = object<PayloadMap>(
  { what: '`payload`', short: mapped(payloadSize, (size): PayloadMap => ({ size })) },
  {
    size: {
      kind: payloadSize,
      description:
        'Bytes of each payload, the stamp included: one size, a range, a normal distribution or a list with weights; or `empty`, which with RETAIN clears the topic.',
    },
    text: { kind: template(PER_MESSAGE), description: 'Text; may differ by ${index}, ${topic} and ${seq}.' },
    json: {
      kind: jsonTemplate(PER_MESSAGE),
      description:
        'A JSON value. In it, text may have ${…}, and { $random: { min, max, decimals } }, { $sequence: true }, { $timestamp: iso } and { $pick: [a, b] } make values, by the seed.',
    },
    file: { kind: text({ lengthMin: 1 }), description: 'A file whose bytes are the payload.' },
    stamp: {
      kind: oneOf('payload', 'user-property', 'none'),
      description:
        'Where the mark stands that tells messages apart: first in the payload (the default for sizes), in a User Property (5.0; the default for content), or nowhere, so that nothing about these messages is judged.',
    },
  },
);

/** What messages carry. */
export const payload: Kind<PayloadSpec> = mapped(payloadMap, (value, node, reader) => {
  const content = contentOf(value, node, reader);
  if (content === undefined) return undefined;
  if (content.kind === 'empty') return emptyPayload(value.stamp, node, reader);
  const isSize = content.kind === 'size' || content.kind === 'sizes';
  const stamp = value.stamp ?? (isSize ? 'payload' : 'user-property');
  const place = entryOf(node, 'size')?.value ?? node;
  const bytesMin = smallestSize(content);
  if (stamp === 'payload' && bytesMin !== undefined && !hasRoomForStamp(bytesMin, place, reader))
    return undefined;
  return withPlace({ content, stamp }, node, reader);
});

/** It has no room for a stamp; a User Property may carry one. */
function emptyPayload(
  stamp: StampPlace | undefined,
  node: SourceNode,
  reader: Reader,
): PayloadSpec | undefined {
  if (stamp === 'payload') {
    hasRoomForStamp(0, node, reader);
    return undefined;
  }
  if (stamp === undefined) return withPlace({ content: { kind: 'empty' }, stamp: 'empty' }, node, reader);
  return withPlace({ content: { kind: 'size', bytes: 0 }, stamp }, node, reader);
}

function withPlace(spec: PayloadSpec, node: SourceNode, reader: Reader): PayloadSpec {
  reader.remember(spec, node);
  return spec;
}

function contentOf(value: PayloadMap, node: SourceNode, reader: Reader): PayloadContent | undefined {
  const given = CONTENTS.filter((key) => value[key] !== undefined);
  if (given.length > 1)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(value, given[1] ?? ''),
      `${given.map((key) => `\`${key}\``).join(' and ')} exclude each other`,
    );
  else if (value.size !== undefined) return value.size;
  else if (value.text !== undefined) return { kind: 'text', text: value.text };
  else if (value.json !== undefined) return { kind: 'json', value: value.json };
  else if (value.file !== undefined) return { kind: 'file', path: value.file };
  else if (!reader.hasKey(value, ...CONTENTS))
    reader.report('missing-key', node.span, '`payload` needs `size`, `text`, `json` or `file`');
  return undefined;
}
