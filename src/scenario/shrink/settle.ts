import type { ProtocolVersion } from '../../protocol/constants.ts';
import { versionName } from '../../protocol/constants.ts';
import { edited, placesIn, type Edit } from './edit.ts';

export interface Settled {
  readonly seed: number;
  readonly version: ProtocolVersion;
  /** Values of the command line; secrets are none of them. */
  readonly vars: Readonly<Record<string, string | number>>;
}

/** Says where the schema lies, seen from where the file lies. */
const EDITOR_HINT = /^# yaml-language-server:.*\n/mu;

/** The scenario with what the command line said written into it, and without thresholds: they are about speed. */
export function settled(text: string, { seed, version, vars }: Settled): string | undefined {
  const there = (name: string): boolean =>
    placesIn(text).some(({ path }) => path.length === 1 && path[0] === name);
  const edits: Edit[] = [
    { path: ['protocol'], value: versionName(version) },
    { path: ['seed'], value: seed },
    ...Object.entries(vars).map(([name, value]) => ({ path: ['vars', name], value })),
    ...(there('thresholds') ? [{ remove: ['thresholds'] }] : []),
  ];
  return edited(text.replace(EDITOR_HINT, ''), edits);
}
