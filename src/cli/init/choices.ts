import { BenchError } from '../../base/errors.ts';
import { parseTargetUrl } from '../../scenario/target-url.ts';
import { redactUrl } from '../../transport/parse-address.ts';
import { BOTH, isScenarioKind, type InitArguments, type InitChoices } from './request.ts';
import { SCENARIO_KINDS } from './scenario-kinds.ts';

export interface Chosen {
  readonly choices: InitChoices;
  /** What was left out of the files, for people. */
  readonly notes: readonly string[];
}

/** What the options say, with nothing secret in it: what a URL holds besides the address stays out of the files. */
export function chosen(given: InitArguments): Chosen {
  const kind =
    given.scenario !== undefined && isScenarioKind(given.scenario) ? given.scenario : SCENARIO_KINDS[0].name;
  const versions =
    given.protocol === '5.0' || given.protocol === '3.1.1' ? ([given.protocol] as const) : BOTH;
  const credentials = given.credentials ?? false;
  if (given.target === undefined) return { choices: { kind, versions, credentials }, notes: [] };
  const { url, hasCredentials, hasQuery } = readUrl(given.target);
  return {
    choices: { kind, versions, url, credentials: given.credentials ?? hasCredentials },
    notes: [
      ...(hasCredentials ? ['The user name and password of the URL were not written into the files.'] : []),
      ...(hasQuery
        ? ['The query of the URL was left out: it may be a secret. --target takes the whole URL.']
        : []),
    ],
  };
}

function readUrl(text: string): { url: string; hasCredentials: boolean; hasQuery: boolean } {
  const parsed = parseTargetUrl(text);
  if (!parsed.ok) {
    const hint = parsed.hint === undefined ? {} : { hint: redactUrl(parsed.hint) };
    throw new BenchError('usage', 'bad-target', `--target ${redactUrl(text)}: ${parsed.message}`, hint);
  }
  const { url, username, password } = parsed.target;
  const plain = url.replace(/\?.*$/su, '');
  return {
    url: plain,
    hasCredentials: username !== undefined || password !== undefined,
    hasQuery: plain !== url,
  };
}
