import { versionName } from '../../protocol/constants.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import { redactUrl } from '../../transport/parse-address.ts';
import { quote, redactVar } from '../redact.ts';
import type { RunRequest } from './request.ts';
import type { TargetRequest } from './target.ts';

/** The command that repeats one run alone: same scenario, seed and version. Secrets are for the user to fill in. */
export function replayCommand(
  argument: string,
  run: { readonly seed: number; readonly version: ProtocolVersion },
  request: TargetRequest & Pick<RunRequest, 'vars' | 'profile'>,
): string {
  const { targets, vars, tls, username, password, profile } = request;
  const options = [
    ...['--seed', String(run.seed), '--protocol', versionName(run.version)],
    ...targets.flatMap((target) => ['--target', redactUrl(target)]),
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', redactVar(`${name}=${value}`)]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(tls.ca === undefined ? [] : ['--ca', tls.ca]),
    ...(tls.cert === undefined ? [] : ['--cert', tls.cert]),
    ...(tls.key === undefined ? [] : ['--key', tls.key]),
    ...(tls.insecure === true ? ['--insecure'] : []),
    ...(username === undefined ? [] : ['--username', username]),
    ...(password === undefined ? [] : ['--password', '***']),
  ];
  return ['mqtt-bench', 'run', argument, ...options].map(quote).join(' ');
}
