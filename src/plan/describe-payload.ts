import { formatBytes } from '../base/units.ts';
import type { PayloadContent, SizeDistribution } from '../scenario/payload.ts';
import type { PlannedStep, PublishStep } from './types.ts';

/** `256 B`, `JSON, stamp in a User Property`. */
export function describePayload({ payload, payloadBytes }: PublishStep): string {
  if (payload === undefined) return formatBytes(payloadBytes);
  return [contentText(payload.content), STAMP_TEXT[payload.stamp]].filter((text) => text !== '').join(', ');
}

/** Files whose bytes are payloads. */
export function payloadFiles(steps: readonly PlannedStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'repeat') return payloadFiles(step.steps);
    if (step.kind === 'parallel') return step.branches.flatMap(payloadFiles);
    const payload = step.kind === 'request' ? step.requests.payload : undefined;
    const { content } = (step.kind === 'publish' ? step.payload : payload) ?? {};
    return content?.kind === 'file' ? [content.path] : [];
  });
}

const STAMP_TEXT = {
  payload: '',
  'user-property': 'stamp in a User Property',
  none: 'no stamp: not judged',
  empty: 'clears its topic',
} as const;

function contentText(content: PayloadContent): string {
  switch (content.kind) {
    case 'size':
      return formatBytes(content.bytes);
    case 'empty':
      return 'empty';
    case 'sizes':
      return sizesText(content.sizes);
    case 'text':
      return 'text';
    case 'json':
      return 'JSON';
    case 'file':
      return `file ${content.path}`;
  }
}

function sizesText(sizes: SizeDistribution): string {
  if (sizes.kind === 'weighted')
    return sizes.choices.map(({ size, weight }) => `${formatBytes(size)} × ${weight}`).join(' or ');
  const range = `${formatBytes(sizes.min)} to ${formatBytes(sizes.max)}`;
  return sizes.kind === 'uniform' ? range : `${range}, normal around ${formatBytes(sizes.mean)}`;
}
