import { readFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { BenchError, messageOf } from '../base/errors.ts';
import { present } from '../base/assert.ts';
import type { ClientJwt } from '../plan/client-spec.ts';
import type { Plan, PlannedJwt } from '../plan/types.ts';
import { jwtKey, signJwt } from './jwt.ts';

/** Tokens kept for clients that connect again soon; the oldest go first. */
const CACHED_MAX = 10_000;
const SECOND_US = 1_000_000;
/** A token is used until this long before it expires, or a fifth of its life. */
const MARGIN_US_MAX = 30 * SECOND_US;

interface Minted {
  readonly token: string;
  /** On the run's clock. */
  readonly renewUs: number;
}

export interface TokensOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  /** Wall-clock time minus `clock`, µs. */
  readonly wallOffsetUs: number;
}

/** Mints the tokens of one segment's clients as they connect, and knows whose have to be renewed. */
export class Tokens {
  readonly #options: TokensOptions;
  readonly #keys = new Map<PlannedJwt, KeyObject>();
  readonly #cache = new Map<number, Minted>();
  /** When clients need a new token, by group: in one group all tokens live equally long, so the first is due first. */
  readonly #renewals = new Map<PlannedJwt, Map<number, number>>();

  /** Throws a BenchError of kind `usage` where a key cannot be read or does not fit. */
  constructor(options: TokensOptions) {
    this.#options = options;
    for (const { name, jwt } of options.plan.groups) {
      if (jwt === undefined) continue;
      this.#keys.set(jwt, readKey(jwt, name));
      if (jwt.renewed) this.#renewals.set(jwt, new Map());
    }
  }

  /** The token that `client` connects with now. */
  tokenOf(client: number, jwt: ClientJwt): string {
    const nowUs = this.#options.clock.nowUs();
    const known = this.#cache.get(client);
    const minted = known !== undefined && known.renewUs > nowUs ? known : this.#mint(jwt, nowUs);
    if (minted !== known) this.#keep(client, minted);
    const renewals = this.#renewals.get(jwt.policy);
    renewals?.delete(client);
    renewals?.set(client, minted.renewUs);
    return minted.token;
  }

  /** Takes out the clients whose token has to be renewed by now. */
  *takeDue(nowUs: number): Generator<number> {
    for (const renewals of this.#renewals.values()) {
      for (const [client, renewUs] of renewals) {
        if (renewUs > nowUs) break;
        renewals.delete(client);
        yield client;
      }
    }
  }

  #mint({ policy, claims }: ClientJwt, nowUs: number): Minted {
    const { wallOffsetUs } = this.#options;
    const iat = Math.floor((nowUs + wallOffsetUs) / SECOND_US);
    const exp = iat + Math.floor(policy.lifetimeUs / SECOND_US);
    const separator = claims === '{}' ? '' : ',';
    const key = present(this.#keys.get(policy), 'the key of a group');
    const token = signJwt(key, {
      algorithm: policy.algorithm,
      keyId: policy.keyId,
      claims: `${claims.slice(0, -1)}${separator}"iat":${iat},"exp":${exp}}`,
    });
    const marginUs = Math.min(MARGIN_US_MAX, policy.lifetimeUs / 5);
    return { token, renewUs: exp * SECOND_US - wallOffsetUs - marginUs };
  }

  #keep(client: number, minted: Minted): void {
    this.#cache.delete(client);
    this.#cache.set(client, minted);
    if (this.#cache.size <= CACHED_MAX) return;
    for (const oldest of this.#cache.keys()) {
      this.#cache.delete(oldest);
      return;
    }
  }
}

function readKey({ algorithm, key, keyFile }: PlannedJwt, group: string): KeyObject {
  if (key !== undefined) return jwtKey(algorithm, key, `\`key\` of \`${group}\``);
  const path = present(keyFile, 'a key or its file');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(cause)}`, {
      hint: 'Check the path; it is relative to the folder the command runs in.',
      cause,
    });
  }
  return jwtKey(algorithm, algorithm === 'HS256' ? text.replace(/\r?\n$/u, '') : text, path);
}
