import type { Results, RunResult, TimelineRow } from '../results/model.ts';
import { renderCsv } from './csv.ts';
import type { CsvCell } from './csv.ts';
import { faultsIn } from './faults-in.ts';

/** Names end in their unit. What is counted is counted within that second. */
const HEAD = [
  'protocol',
  'second_s',
  'connected_clients',
  'sent_messages',
  'acknowledged_messages',
  'received_messages',
  'errors_count',
  'faults_count',
  'e2e_p50_us',
  'e2e_p99_us',
  'e2e_max_us',
] as const;

/** `timeline.csv`: a row for each second of each run. Latencies are empty where nothing arrived: that is not 0. */
export function renderTimelineCsv(results: Results): string {
  return renderCsv(
    HEAD,
    results.runs.flatMap((run) => run.metrics.timeline.map((row) => cellsOf(row, run))),
  );
}

function cellsOf(row: TimelineRow, run: RunResult): CsvCell[] {
  const latency = (us: number): CsvCell => (row.e2eMaxUs > 0 ? us : '');
  return [
    run.protocol,
    row.second,
    row.connected,
    row.sent,
    row.acknowledged,
    row.received,
    row.errors,
    faultsIn(row, run),
    latency(row.e2eP50Us),
    latency(row.e2eP99Us),
    latency(row.e2eMaxUs),
  ];
}
