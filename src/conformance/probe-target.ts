import { PacketType, versionName, type ProtocolVersion } from '../protocol/constants.ts';
import { CaseContext, type ContextOptions, type Dial, type Timing } from './context.ts';
import { factsOf, type TargetFacts, type TargetProfile } from './facts.ts';
import { messageOf } from '../base/errors.ts';
import { PacketJournal } from './packet-journal.ts';
import { settlingMs } from './settling.ts';
import type { Time } from './time.ts';

export type ProbeResult =
  | { readonly kind: 'ready'; readonly facts: TargetFacts }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly reason: string };

const ACCEPTED = { type: PacketType.connack, sessionPresent: false, reasonCode: 0 } as const;

export interface ProbeOptions {
  readonly version: ProtocolVersion;
  readonly profile: TargetProfile;
  readonly dial: Dial;
  readonly time: Time;
  readonly timing: Timing;
  readonly token: string;
}

/** Longer than any case, for a target that wants a Keep Alive. */
const LONG_KEEP_ALIVE_S = 3_600;
const NEVER = 0xffff_ffff;

/** Connects and reads what the target announces; a second time where it lets no client in that has no Keep Alive. */
export async function probeTarget(options: ProbeOptions): Promise<ProbeResult> {
  const first = await probeWith(options, 0);
  if (first.kind !== 'unsupported') return first;
  const second = await probeWith(options, LONG_KEEP_ALIVE_S);
  return second.kind === 'ready' ? second : first;
}

async function probeWith(options: ProbeOptions, keepAliveS: number): Promise<ProbeResult> {
  const { version, profile, time } = options;
  const blank = factsOf(version, profile, ACCEPTED, { roundTripMs: 0, keepAliveS });
  const context = new CaseContext({ ...quietly(options), facts: blank });
  try {
    const client = await context.open({ isJudged: false });
    const startedUs = time.nowUs();
    const properties = version === 5 ? { properties: { sessionExpiryInterval: NEVER } } : {};
    const connack = await client.attempt(context.connectPacket({ cleanStart: true, ...properties }));
    const roundTripMs = (time.nowUs() - startedUs) / 1000;
    if (connack?.reasonCode !== 0) {
      const answer = connack === undefined ? client.story() : `CONNACK 0x${connack.reasonCode.toString(16)}`;
      return {
        kind: 'unsupported',
        reason: `a plain MQTT ${versionName(version)} CONNECT is not accepted: ${answer}`,
      };
    }
    await client.disconnect(0, version === 5 ? { sessionExpiryInterval: 0 } : undefined);
    const facts = factsOf(version, profile, connack, { roundTripMs, keepAliveS });
    const settleMs = profile.settleMs ?? (await settlingMs(new CaseContext({ ...quietly(options), facts })));
    return { kind: 'ready', facts: { ...facts, settleMs } };
  } catch (error) {
    return { kind: 'unreachable', reason: messageOf(error) };
  } finally {
    // A target that lets nobody in a second time has told what was asked all the same.
    await context.close().catch(() => undefined);
  }
}

/** What a context needs that judges nothing. */
function quietly({ dial, time, timing, token }: ProbeOptions): Omit<ContextOptions, 'facts'> {
  const ledger = { exercised: () => undefined, broken: () => undefined, seen: new Set<never>() };
  return { dial, time, timing, token, journal: new PacketJournal(), ledger };
}
