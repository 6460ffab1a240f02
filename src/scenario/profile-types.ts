/** What a target is and what it can, told in a file of `targets/`: for every command that has to do with a broker. */
import type { Durability } from './types.ts';

/** Topic Filters; `%c` in them stands for the Client Identifier of whoever it is about. */
export interface ProfileRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Who connects: with none of the first five keys, a client that shows nothing of itself. */
export interface ProfilePrincipal {
  readonly username?: string;
  readonly password?: string;
  /** A file with the password in it. */
  readonly passwordFile?: string;
  /** Files in PEM: a client certificate, and its private key. */
  readonly cert?: string;
  readonly key?: string;
  /** The Client Identifiers that it may use: `*` is filled in. Absent: any. */
  readonly clientId?: string;
  /** What the target keeps it from, and what it lets it do. */
  readonly denied?: ProfileRights;
  readonly allowed?: ProfileRights;
}

/** One of several principals. */
export interface NamedPrincipal extends ProfilePrincipal {
  /** The target lets it not even connect. */
  readonly refused: boolean;
}

/** A script of Enhanced Authentication (5.0 section 4.12), as text. */
export interface ProfileEnhanced {
  readonly method: string;
  readonly data: string;
  readonly answers: readonly string[];
  /** Data that the target refuses. */
  readonly wrong: string;
}

/** What the target cannot tell by itself in 3.1.1, or does not say. */
export interface ProfileLimits {
  readonly maximumQos?: number;
  readonly retain?: boolean;
  readonly wildcards?: boolean;
  /** Microseconds that a session lives at most after its connection. */
  readonly sessionMax?: number;
  readonly topicPrefix?: string;
  /** Bytes of a PUBLISH, with its fixed header. */
  readonly packetSize?: number;
  /** Bytes. */
  readonly topicLength?: number;
  readonly topicLevels?: number;
  /** Bytes. */
  readonly clientIdLength?: number;
  /** Messages of a client in flight. */
  readonly receiveMaximum?: number;
  /** Messages in flight to a client. */
  readonly sentInFlight?: number;
}

export interface ExpectedFailure {
  /** Of a case or of a statement: then of all its cases that fail. */
  readonly id: string;
  readonly reason: string;
  readonly link?: string;
  /** Text that "actual" has to contain, so that another failure is not taken for this one. */
  readonly contains: string;
}

/** A program and its arguments; no shell reads them. */
export interface Hook {
  readonly command: readonly string[];
  /** µs; the hook has failed when it takes longer. */
  readonly timeout: number;
}

/** `kill9` kills the broker and starts it again; `pause` and `continue` belong together, and so do `revoke` and `restore`. */
export interface Hooks {
  readonly restart?: Hook;
  readonly kill9?: Hook;
  readonly pause?: Hook;
  readonly continue?: Hook;
  readonly reload?: Hook;
  readonly revoke?: Hook;
  readonly restore?: Hook;
}

/** What a run has to know of its target. */
export interface DeclaredProfile {
  readonly name: string;
  readonly description: string;
  /** Absent: nothing is declared, and what is lost around a restart is only told. */
  readonly durability?: Durability;
  readonly hooks?: Hooks;
}

/** The whole file. */
export interface TargetProfileFile extends DeclaredProfile {
  /** Where what it says comes from: runs against the target, or its documentation alone. */
  readonly source: 'measured' | 'documentation';
  /** Documents that it rests on. */
  readonly links: readonly string[];
  readonly url?: string;
  /** The same target over WebSocket. */
  readonly websocket?: string;
  /** Whose clients connect where nothing else is asked for. */
  readonly principal?: ProfilePrincipal;
  /** Others, by the names that reports have for them. */
  readonly principals: readonly (readonly [string, NamedPrincipal])[];
  /** One more principal that is refused. */
  readonly refused?: ProfilePrincipal;
  /** One more Topic Name that `principal` must not publish to; `*` is filled in. */
  readonly deniedTopic?: string;
  readonly enhancedAuthentication?: ProfileEnhanced;
  readonly limits: ProfileLimits;
  readonly expectedFailures: readonly ExpectedFailure[];
}
