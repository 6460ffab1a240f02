import { BenchError } from '../../base/errors.ts';
import { versionName } from '../../protocol/constants.ts';
import type { ConformanceSpec } from '../../scenario/conformance-spec.ts';
import type { Scenario, TlsSpec } from '../../scenario/types.ts';
import type { RunRequest } from '../run/request.ts';
import { targetOverride } from '../run/target.ts';
import type { ConformanceArguments } from './request.ts';

/** What `mqtt-bench conformance` would be given for this scenario. Throws a BenchError for options that the suite has no use for. */
export function conformanceArguments(
  scenario: Scenario,
  spec: ConformanceSpec,
  request: RunRequest,
): ConformanceArguments {
  const { versions } = scenario;
  const [version] = request.version === undefined ? versions : [request.version];
  const isOne = request.version !== undefined || versions.length === 1;
  const seed = request.seed ?? scenario.seed;
  return {
    ...targetOf(scenario, request),
    ...(version === undefined || !isOne ? {} : { protocol: versionName(version) }),
    case: spec.cases,
    section: spec.sections,
    level: spec.levels,
    feature: spec.features,
    list: request.dryRun,
    ...(seed === undefined ? {} : { seed: String(seed) }),
    limits: spec.limits,
    largestPacket: `${spec.largestPacket}B`,
    strict: spec.strict,
    answer: `${spec.answer}us`,
    concurrency: String(spec.concurrency),
    json: request.json,
    out: request.out ?? '',
    report: request.out !== undefined,
    ...(request.reportFormats === undefined ? {} : { reportFormats: request.reportFormats.join(',') }),
    verbose: false,
    color: request.color,
  };
}

type TargetArguments = Pick<
  ConformanceArguments,
  'target' | 'profile' | 'username' | 'password' | 'ca' | 'cert' | 'key' | 'insecure' | 'serverName' | 'alpn'
>;

/** The command line over the scenario. */
function targetOf(scenario: Scenario, request: RunRequest): TargetArguments {
  const {
    urls = [],
    username,
    password,
    tls = {},
  } = { ...scenario.target, ...targetOverride(request, scenario) };
  if (urls.length > 1)
    throw new BenchError('usage', 'bad-target', `${scenario.name} judges one broker, not ${urls.length}`, {
      hint: 'give --target once',
    });
  return {
    target: urls[0],
    profile: request.profile ?? scenario.target?.profile,
    username,
    password,
    ...tlsArguments(tls),
  };
}

function tlsArguments({ ca, cert, key, serverName, alpn, insecure }: TlsSpec) {
  // The checks of the language hold that these differ by no client.
  return { ca, cert: cert?.source, key: key?.source, serverName, alpn, insecure: insecure === true };
}
