import { BenchError } from '../base/errors.ts';
import { present } from '../base/assert.ts';
import type { ConnectSpec } from '../client/types.ts';
import { clientSpec, type ClientSpec } from '../plan/client-spec.ts';
import type { Plan } from '../plan/types.ts';
import type { TransportAddress } from '../transport/address.ts';
import { parseTargetUrl, type ParsedTarget } from '../transport/parse-address.ts';
import { TlsMaterial } from './tls-material.ts';
import type { Tokens } from './tokens.ts';

/** Makes connection specifications of planned clients: addresses parsed and TLS files read once, not once a client. */
export class ConnectSpecs {
  readonly #plan: Plan;
  readonly #urls: readonly string[];
  readonly #material = new TlsMaterial();
  readonly #addresses = new Map<string, ParsedTarget>();
  readonly #tokens: Tokens;

  constructor(plan: Plan, urls: readonly string[], tokens: Tokens) {
    this.#plan = plan;
    this.#urls = urls;
    this.#tokens = tokens;
  }

  /** What client `index` connects with; `cleanStart` overrides its group's. */
  of(index: number, cleanStart?: boolean): ConnectSpec {
    const spec = clientSpec(this.#plan, index);
    const url = present(this.#urls[spec.node % this.#urls.length], 'a target URL');
    const target = this.#target(url);
    return {
      address: this.#address(target.address, spec),
      version: spec.version,
      clientId: spec.clientId,
      cleanStart: cleanStart ?? spec.cleanStart,
      keepAliveSeconds: spec.keepAliveSeconds,
      sessionExpirySeconds: spec.sessionExpirySeconds,
      receiveMaximum: spec.receiveMaximum,
      maximumPacketSize: spec.maximumPacketSize,
      topicAliasMaximum: spec.topicAliasMaximum,
      packetIdentifiers: spec.packetIdentifiers,
      username: spec.username ?? target.username,
      password:
        spec.jwt === undefined ? (spec.password ?? target.password) : this.#tokens.tokenOf(index, spec.jwt),
      userProperties: spec.userProperties,
      will: spec.will,
      refuse: spec.group.refuse === undefined ? undefined : { ...spec.group.refuse, seed: this.#plan.seed },
      timeoutUs: spec.connectTimeoutUs,
    };
  }

  #target(url: string): ParsedTarget {
    let target = this.#addresses.get(url);
    if (target === undefined) this.#addresses.set(url, (target = parseTarget(url)));
    return target;
  }

  #address(base: ParsedTarget['address'], spec: ClientSpec): TransportAddress {
    if (base.protocol === 'unix') return base;
    const bound = spec.sourceAddress === undefined ? base : { ...base, sourceAddress: spec.sourceAddress };
    if (bound.protocol === 'mqtt' || bound.protocol === 'ws') return bound;
    return { ...bound, tls: this.#material.options(spec.tls) };
  }
}

function parseTarget(url: string): ParsedTarget {
  const parsed = parseTargetUrl(url);
  if (parsed.ok) return parsed;
  throw new BenchError('usage', 'bad-target', parsed.problem, { hint: parsed.hint });
}
