import { BenchError } from '../../base/errors.ts';
import type { SearchSettings } from '../../capacity/search.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import type { Scenario } from '../../scenario/types.ts';
import type { CapacityRequest } from './request.ts';

/** Higher than anything that one machine sends, or connects. */
const LOAD_MAX = 1_000_000_000;
/** A search that begins at a fraction goes no lower than this part of it. */
const DOWN_MAX = 1_024;
const INCONCLUSIVE_MAX = 3;

/** Where to search. Throws a BenchError for a var that is none, and for a scenario that every load would hold. */
export function searchSettings(request: CapacityRequest, scenario: Scenario): SearchSettings {
  const { from, to, precision, repeats } = request;
  const start = from ?? startOf(request, scenario);
  if (scenario.thresholds.length === 0)
    throw new BenchError(
      'usage',
      'no-thresholds',
      `${scenario.name} has no thresholds: every load would hold`,
      {
        hint: 'give it some, such as `e2e.latency.p99 < 100ms` and `messages.lost == 0`',
      },
    );
  if (to !== undefined && start > to)
    throw new BenchError('usage', 'bad-option', `the search begins at ${start}, above --to ${to}`, {
      hint: 'give --from as well',
    });
  const whole = Number.isInteger(start) && Number.isInteger(to ?? 1);
  return {
    ...{ start, whole, precision, repeats, inconclusiveMax: INCONCLUSIVE_MAX },
    min: from ?? (whole ? 1 : start / DOWN_MAX),
    max: to ?? LOAD_MAX,
  };
}

function startOf({ variable }: CapacityRequest, { vars, name }: Scenario): number {
  const names = Object.keys(vars);
  if (!names.includes(variable))
    throw new BenchError('usage', 'no-var', `${name} has no var ${variable} to search by`, {
      hint: didYouMean(variable, names) ?? `its vars: ${names.join(', ') || 'none'}`,
    });
  const value = Number(vars[variable]);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new BenchError('usage', 'bad-var', `the var ${variable} of ${name} is no number above 0`, {
    hint: 'a load is a plain number: write the unit in the scenario, such as rate: "${rate}/s"',
  });
}
