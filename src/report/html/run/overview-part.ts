import { formatDurationUs } from '../../../base/units.ts';
import type { RunResult, SemanticsRow } from '../../../results/model.ts';
import { formatAmount, formatCount, formatHealth, formatRate, formatShare } from '../../format.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import type { Tone } from '../marks.ts';
import type { RunContext } from './context.ts';

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly sub: string;
  readonly tone?: Tone;
}

/** What one wants to know at a glance, the doubtful before the pleasant. */
export function overviewPart({ run }: RunContext): Html {
  const tiles = [
    ...promiseTiles(run),
    ...latencyTiles(run),
    ...rateTiles(run),
    clientTile(run),
    healthTile(run),
  ];
  return join([healthAlert(run), html`<dl class="tiles">${tiles.map(tileOf)}</dl>`]);
}

function tileOf({ label, value, sub, tone }: Tile): Html {
  return html`<div class="tile ${tone ?? ''}">
    <dt>${label}</dt>
    <dd>${value}</dd>
    <dd class="sub">${sub}</dd>
  </div>`;
}

/** Loud, and before every number: what follows is about this machine as much as about the target. */
function healthAlert({ health }: RunResult): Html {
  if (health.verdict === 'pass') return NOTHING;
  const exceeded = health.items.filter((item) => item.exceeded);
  const items = exceeded.map(
    ({ name, value, limit, unit, advice }) =>
      html`<li>
        ${name}: <strong>${formatHealth(value, unit)}</strong>, limit
        ${formatHealth(limit, unit)}${advice !== undefined && html`. ${advice}`}
      </li>`,
  );
  return html`<div class="alert stripes" role="note">
    <p>
      <strong>The load generator itself was the bottleneck.</strong> Latencies and rates below say as much
      about this machine as about the target.
    </p>
    <ul>
      ${items}
    </ul>
  </div>`;
}

function promiseTiles({ check }: RunResult): Tile[] {
  const sum = (rows: readonly SemanticsRow[], key: 'owed' | 'lost' | 'duplicated' | 'reordered'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const firm = check.semantics.filter(({ qos }) => qos > 0);
  const loose = check.semantics.filter(({ qos }) => qos === 0);
  const failed = check.invariants.filter(({ verdict }) => verdict === 'fail').length;
  const tested = check.invariants.filter(({ verdict }) => verdict !== 'skipped').length;
  const [lost, owed] = [sum(firm, 'lost'), sum(firm, 'owed')];
  return [
    {
      label: 'Promises of MQTT kept',
      value: tested === 0 ? 'none tested' : `${tested - failed} of ${tested}`,
      sub: `${formatCount(check.invariants.length - tested)} not put to the test`,
      ...(check.verdict === 'fail'
        ? { tone: 'fail' }
        : check.verdict === 'pass'
          ? { tone: 'pass' }
          : { tone: 'doubt' }),
    },
    ...(check.semantics.length === 0
      ? []
      : [
          {
            label: 'Lost, QoS 1 and 2',
            value: firm.length === 0 ? '–' : formatCount(lost),
            sub: [
              firm.length === 0 ? 'no such messages' : `of ${formatCount(owed)} owed`,
              ...(loose.length === 0
                ? []
                : [`QoS 0: ${formatCount(sum(loose, 'lost'))} of ${formatCount(sum(loose, 'owed'))}`]),
            ].join(' · '),
            ...(lost > 0 && check.verdict === 'fail' && { tone: 'fail' as const }),
          },
        ]),
  ];
}

function latencyTiles({ metrics, health }: RunResult): Tile[] {
  const latency = metrics.latencies['e2e.latency'];
  if (latency === undefined) return [];
  const raw = metrics.latencies['e2e.raw'];
  return [
    {
      label: 'End to end p99, intended',
      value: formatDurationUs(latency.p99Us),
      sub: `max ${formatDurationUs(latency.maxUs)}${raw === undefined ? '' : ` · raw p99 ${formatDurationUs(raw.p99Us)}`}${doubt(health)}`,
      ...doubtful(health),
    },
  ];
}

function rateTiles({ metrics: { rates, counters }, health }: RunResult): Tile[] {
  if (rates === undefined) return [];
  const { publishIntended: intended, publishSent: sent } = rates;
  const missing = counters['publish.dropped'] + counters['publish.failed'];
  return [
    {
      label: 'Sent, of intended',
      value: intended > 0 ? formatShare(sent / intended) : formatRate(sent),
      sub: `${formatRate(sent)} of ${formatRate(intended)}${missing > 0 ? ` · ${formatAmount(missing, 'messages')} dropped or failed` : ''}${doubt(health)}`,
      ...doubtful(health),
    },
  ];
}

function clientTile({ clients, metrics: { counters, timeline } }: RunResult): Tile {
  const up = timeline.reduce((most, { connected }) => Math.max(most, connected), 0);
  const failed = counters['connect.failed'];
  return {
    label: 'Clients connected',
    value: timeline.length === 0 ? formatCount(clients) : `${formatCount(up)} of ${formatCount(clients)}`,
    sub: [
      ...(timeline.length === 0 ? ['of the scenario; no whole second was measured'] : ['at most at once']),
      ...(failed > 0 ? [`${formatAmount(failed, 'connections')} failed`] : []),
      ...(counters['connection.lost'] > 0 ? [`${formatCount(counters['connection.lost'])} lost`] : []),
    ].join(' · '),
  };
}

function healthTile({ health }: RunResult): Tile {
  const exceeded = health.items.filter((item) => item.exceeded).length;
  return health.verdict === 'pass'
    ? {
        label: 'Load generator',
        value: health.items.length === 0 ? 'not measured' : 'had room',
        sub: `${formatAmount(health.items.length, 'limits')} watched, none exceeded`,
        ...(health.items.length > 0 && { tone: 'pass' as const }),
      }
    : {
        label: 'Load generator',
        value: 'bottleneck',
        sub: `${formatAmount(exceeded, 'limits')} exceeded`,
        tone: 'doubt',
      };
}

function doubtful({ verdict }: RunResult['health']): { tone?: Tone } {
  return verdict === 'pass' ? {} : { tone: 'doubt' };
}

function doubt({ verdict }: RunResult['health']): string {
  return verdict === 'pass' ? '' : ' · doubtful: see the generator';
}
