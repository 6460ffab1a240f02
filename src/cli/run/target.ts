import { BenchError } from '../../base/errors.ts';
import type { TargetOverride } from '../../plan/plan-scenario.ts';
import type { TargetProfileFile } from '../../scenario/profile-types.ts';
import { parseTargetUrl } from '../../scenario/target-url.ts';
import type { TargetUrl } from '../../scenario/target-url.ts';
import type { Template } from '../../scenario/template.ts';
import type { Scenario, TlsSpec } from '../../scenario/types.ts';
import { redactUrl } from '../../transport/parse-address.ts';
import type { RunRequest } from './request.ts';

/** The part of a request that is about the target. */
export type TargetRequest = Pick<RunRequest, 'targets' | 'tls' | 'username' | 'password'>;

/** What a profile says about where its target is and who connects. */
export type TargetOfProfile = Pick<TargetProfileFile, 'url' | 'principal'>;

/** What the command line says about the target, laid over what the scenario and the profile say. Throws a BenchError for a bad URL. */
export function targetOverride(
  request: TargetRequest,
  scenario: Scenario,
  profile: TargetOfProfile = {},
): TargetOverride {
  const targets = namedTargets(request, scenario, profile).map(readTarget);
  const credentials = targets.find((target) => target.username !== undefined);
  const usual = scenario.target?.username === undefined ? profile.principal : undefined;
  const username = request.username ?? credentials?.username ?? usual?.username;
  const password = request.password ?? credentials?.password ?? usual?.password;
  const tls = { ...certificateOf(profile), ...scenario.target?.tls, ...tlsOf(request) };
  return {
    ...(targets.length > 0 && { urls: targets.map((target) => target.url) }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

/** The command line wins over the scenario, and that over the profile. */
function namedTargets(
  { targets }: TargetRequest,
  scenario: Scenario,
  { url }: TargetOfProfile,
): readonly string[] {
  const isNamed = targets.length > 0 || (scenario.target?.urls ?? []).length > 0;
  return isNamed || url === undefined ? targets : [url];
}

function readTarget(text: string): TargetUrl {
  const result = parseTargetUrl(text);
  if (result.ok) return result.target;
  const hint = result.hint === undefined ? {} : { hint: redactUrl(result.hint) };
  throw new BenchError('usage', 'bad-target', `--target ${redactUrl(text)}: ${result.message}`, hint);
}

function certificateOf({ principal: { cert, key } = {} }: TargetOfProfile): TlsSpec {
  return cert === undefined || key === undefined ? {} : { cert: literal(cert), key: literal(key) };
}

function tlsOf({ tls: { ca, cert, key, insecure } }: TargetRequest): TlsSpec {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert: literal(cert) }),
    ...(key !== undefined && { key: literal(key) }),
    ...(insecure && { insecure }),
  };
}

/** A path as typed is no template: `${` in it is only text. */
function literal(text: string): Template {
  return { source: text, parts: [text] };
}
