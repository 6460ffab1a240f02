import { BenchError } from '../../base/errors.ts';
import type { TargetOverride } from '../../plan/plan-scenario.ts';
import { parseTargetUrl } from '../../scenario/target-url.ts';
import type { TargetUrl } from '../../scenario/target-url.ts';
import type { Template } from '../../scenario/template.ts';
import type { Scenario, TlsSpec } from '../../scenario/types.ts';
import { redactUrl } from '../../transport/parse-address.ts';
import type { RunRequest } from './request.ts';

/** The part of a request that is about the target. */
export type TargetRequest = Pick<RunRequest, 'targets' | 'tls' | 'username' | 'password'>;

/** What the command line says about the target, laid over what the scenario says. Throws a BenchError for a bad URL. */
export function targetOverride(request: TargetRequest, scenario: Scenario): TargetOverride {
  const targets = request.targets.map(readTarget);
  const credentials = targets.find((target) => target.username !== undefined);
  const username = request.username ?? credentials?.username;
  const password = request.password ?? credentials?.password;
  const tls = { ...scenario.target?.tls, ...tlsOf(request) };
  return {
    ...(targets.length > 0 && { urls: targets.map((target) => target.url) }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

function readTarget(text: string): TargetUrl {
  const result = parseTargetUrl(text);
  if (result.ok) return result.target;
  const hint = result.hint === undefined ? {} : { hint: redactUrl(result.hint) };
  throw new BenchError('usage', 'bad-target', `--target ${redactUrl(text)}: ${result.message}`, hint);
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
