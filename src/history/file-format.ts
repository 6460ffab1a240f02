/**
 * Histories as files: one JSON text a line. The first line says what it is, the last one how many observations there are,
 * so that a file that was cut off is not taken for a whole one.
 *
 *   {"format":"mqtt-bench history","version":1,"runId":7,"flows":[{"publisher":0,"qos":1,"topic":"a/b"}, …]}
 *   ["publishInvoked",{"flow":0,"seq":0,"attempt":1,"tUs":1000}]
 *   …
 *   {"observations":1,"omitted":0}
 */
import { assert } from '../base/assert.ts';
import { BenchError } from '../base/errors.ts';
import type { QoS } from '../protocol/constants.ts';
import type { FlowCatalog } from './flow-catalog.ts';
import { isObservationKind, observationFault } from './observation-shape.ts';
import type { Observation } from './observation.ts';

export const HISTORY_FORMAT = 'mqtt-bench history';
export const HISTORY_VERSION = 1;

/** What a file may hold at most: more would not fit into memory to be judged again. */
export const HISTORY_LIMITS = { observationsMax: 5_000_000, flowsMax: 1_000_000, lineCharsMax: 1_000_000 };

export interface HistoryFlow {
  readonly publisher: number;
  readonly qos: QoS;
  readonly topic: string;
  readonly retain?: boolean;
  /** Its messages are Wills; such flows come last. */
  readonly will?: boolean;
  /** Its messages are empty and clear their topic. */
  readonly clearing?: boolean;
}

export interface History {
  readonly runId: number;
  readonly flows: readonly HistoryFlow[];
  readonly observations: readonly Observation[];
  /** Observations that had not been recorded for want of room. */
  readonly omitted: number;
}

/** The lines of a history file, without line ends. */
export function* encodeHistory(history: History): Generator<string> {
  const { runId, flows, observations, omitted } = history;
  yield JSON.stringify({ format: HISTORY_FORMAT, version: HISTORY_VERSION, runId, flows });
  for (const { kind, event } of observations) yield JSON.stringify([kind, event], encodeNumber);
  yield JSON.stringify({ observations: observations.length, omitted });
}

/**
 * Reads what {@link encodeHistory} wrote.
 * @throws BenchError `history-format`, naming the line, when it is anything else or not whole.
 */
export function decodeHistory(lines: Iterable<string>): History {
  const reader = new HistoryReader();
  for (const line of lines) reader.take(line);
  return reader.end();
}

/** The flows of a history as the checkers want them. */
export function historyCatalog(flows: readonly HistoryFlow[]): FlowCatalog {
  const flowOf = (flow: number): HistoryFlow => {
    const found = flows[flow];
    if (found === undefined) throw new BenchError('usage', 'history-format', `there is no flow ${flow}`);
    return found;
  };
  const firstWillFlow = flows.findIndex((flow) => flow.will === true);
  return {
    flowCount: flows.length,
    ...(firstWillFlow === -1 ? {} : { firstWillFlow }),
    publisherOf: (flow) => flowOf(flow).publisher,
    qosOf: (flow) => flowOf(flow).qos,
    topicOf: (flow) => flowOf(flow).topic,
    retainOf: (flow) => flowOf(flow).retain ?? false,
    isClearing: (flow) => flowOf(flow).clearing ?? false,
  };
}

function encodeNumber(_name: string, value: unknown): unknown {
  assert(typeof value !== 'number' || Number.isFinite(value), 'numbers of observations are finite');
  return value;
}

class HistoryReader {
  #lineNumber = 0;
  #header: { runId: number; flows: readonly HistoryFlow[] } | undefined;
  readonly #observations: Observation[] = [];
  #omitted: number | undefined;

  take(line: string): void {
    this.#lineNumber += 1;
    if (line.length > HISTORY_LIMITS.lineCharsMax && this.#header !== undefined) this.#fail('is too long');
    if (line === '') return;
    const value = this.#parse(line);
    if (this.#omitted !== undefined) this.#fail('comes after the end of the history');
    if (this.#header === undefined) this.#header = this.#readHeader(value);
    else if (Array.isArray(value)) this.#readObservation(value);
    else this.#readEnd(value);
  }

  end(): History {
    if (this.#header === undefined || this.#omitted === undefined)
      throw failure('the history is cut off: its last line is missing');
    return { ...this.#header, observations: this.#observations, omitted: this.#omitted };
  }

  #parse(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch {
      return this.#fail('is not JSON');
    }
  }

  #readHeader(value: unknown): { runId: number; flows: readonly HistoryFlow[] } {
    const { format, version, runId, flows } = asRecord(value);
    if (format !== HISTORY_FORMAT) this.#fail(`is not the beginning of a ${HISTORY_FORMAT}`);
    if (version !== HISTORY_VERSION)
      this.#fail(`says version ${String(version)}, and only version ${HISTORY_VERSION} can be read`);
    if (!Number.isSafeInteger(runId)) this.#fail('has no run id');
    if (!Array.isArray(flows) || flows.length > HISTORY_LIMITS.flowsMax)
      this.#fail('has no list of flows, or too many');
    const read = (flows as unknown[]).map((flow) => this.#readFlow(flow));
    const firstWill = read.findIndex((flow) => flow.will === true);
    if (firstWill !== -1 && read.slice(firstWill).some((flow) => flow.will !== true))
      this.#fail('has Wills before other flows');
    return { runId: Number(runId), flows: read };
  }

  #readFlow(value: unknown): HistoryFlow {
    const { publisher, qos, topic, retain, will, clearing } = asRecord(value);
    const known = Number.isSafeInteger(publisher) && typeof topic === 'string';
    if (!known || (qos !== 0 && qos !== 1 && qos !== 2)) this.#fail('has a flow that is none');
    return {
      publisher: Number(publisher),
      qos,
      topic,
      retain: retain === true,
      ...(will === true ? { will } : {}),
      ...(clearing === true ? { clearing } : {}),
    };
  }

  #readObservation([kind, event]: readonly unknown[]): void {
    if (!isObservationKind(kind)) this.#fail(`has an observation of no known kind`);
    else {
      const fault = observationFault(kind, event);
      if (fault !== undefined) this.#fail(`has a ${kind} whose ${fault}`);
      if (this.#observations.length >= HISTORY_LIMITS.observationsMax)
        this.#fail('is one observation too many');
      this.#observations.push({ kind, event } as Observation);
    }
  }

  #readEnd(value: unknown): void {
    const { observations, omitted } = asRecord(value);
    if (observations !== this.#observations.length || !Number.isSafeInteger(omitted))
      this.#fail(`ends a history of ${String(observations)} observations after ${this.#observations.length}`);
    this.#omitted = Number(omitted);
  }

  #fail(what: string): never {
    throw failure(`line ${this.#lineNumber} ${what}`);
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function failure(message: string): BenchError {
  return new BenchError('usage', 'history-format', message, {
    hint: 'Only files that mqtt-bench wrote itself, whole and unchanged, can be judged again.',
  });
}
