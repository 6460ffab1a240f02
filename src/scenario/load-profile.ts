/** The text of a target profile to plain data, or to all its problems at once. */
import { profileFile } from './language/profile.ts';
import { wrongType } from './kinds/scalars.ts';
import type { Problem } from './problem.ts';
import type { TargetProfileFile } from './profile-types.ts';
import { Reader } from './reader.ts';
import { readYaml } from './read-yaml.ts';

export type ProfileResult =
  | { readonly ok: true; readonly profile: TargetProfileFile }
  /** At least one, in the order of the file. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the profile in `text`; `file` is its name in messages. Never throws for anything that is in the text. */
export function loadProfile(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>> = {},
): ProfileResult {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const reader = new Reader(file, body, env);
  const tree = readYaml(body, (...problem) => reader.report(...problem));
  const profile = tree === undefined ? undefined : readTree(tree, reader);
  if (profile === undefined || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, profile };
}

function readTree(
  tree: Parameters<typeof profileFile.read>[0],
  reader: Reader,
): TargetProfileFile | undefined {
  if (tree.kind === 'map') return profileFile.read(tree, reader);
  wrongType(tree, 'a map with the keys of a target profile', reader);
  return undefined;
}
