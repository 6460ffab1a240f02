import { BenchError } from '../../base/errors.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../report/report-file.ts';
import { didYouMean } from '../../scenario/nearest.ts';

/** `md,junit`, each once. Throws a BenchError for what is no format. `option` is only for messages. */
export function parseFormats(text: string, option: string): readonly ReportFormat[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== '').map((word) => formatOf(word, option)))];
}

/** What `--report-formats` says; undefined where it does not. */
export function reportFormatsOf(given: {
  readonly reportFormats?: string | undefined;
}): readonly ReportFormat[] | undefined {
  const { reportFormats } = given;
  return reportFormats === undefined ? undefined : parseFormats(reportFormats, '--report-formats');
}

function formatOf(word: string, option: string): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === word);
  if (format !== undefined) return format;
  throw new BenchError('usage', 'bad-option', `${option}: there is no format ${word}`, {
    hint: didYouMean(word, REPORT_FORMATS) ?? `there are ${REPORT_FORMATS.join(', ')}`,
  });
}
