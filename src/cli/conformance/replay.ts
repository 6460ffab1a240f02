import { redactUrl } from '../../transport/parse-address.ts';
import { quote } from '../redact.ts';
import type { ConformanceArguments } from './request.ts';

type Where = 'target' | 'profile' | 'ca' | 'cert' | 'key' | 'insecure';

/** The command that puts one case to the same target again. Secrets are for the user to fill in. */
export function replayCase(
  id: string,
  given: Pick<ConformanceArguments, Where | 'username' | 'password'>,
): string {
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  const words = [
    ...['mqtt-bench', 'conformance', '--case', id.replace(/\/passive$/u, '')],
    ...option('target', given.target === undefined ? undefined : redactUrl(given.target)),
    ...option('profile', given.profile),
    ...option('ca', given.ca),
    ...option('cert', given.cert),
    ...option('key', given.key),
    ...(given.insecure ? ['--insecure'] : []),
    ...option('username', given.username),
    ...option('password', given.password === undefined ? undefined : '***'),
  ];
  return words.map(quote).join(' ');
}
