/** Every defect of the embedded broker, and every mutant, against the suite: what has to go red does, and nothing else. */
import test from 'ava';
import { DEFECTS } from '../../src/broker/defects/index.ts';
import { sectionOf, type ConformanceCase } from '../../src/conformance/case.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { MALFORMED_CASES } from '../../src/conformance/cases/malformed.ts';
import type { Clause } from '../../src/protocol/clause.ts';
import { VERSIONS } from '../support/broker-harness.ts';
import { assertKilled, ofVersion } from './kill.ts';
import { MUTANTS, mutated, type Mutant } from './mutants/index.ts';
import { PASSIVE_CLAUSES } from './passive-clauses.ts';

const JUDGED: ReadonlySet<string> = new Set([...CASES.map(({ statement }) => statement), ...PASSIVE_CLAUSES]);

/** Broken packets are what parsers are asked about, at length: of what has no part in parsing one in eight is enough. */
const MALFORMED = new Map(MALFORMED_CASES.map((one, index) => [one, index]));
const USUAL = CASES.filter((one) => (MALFORMED.get(one) ?? 0) % 8 === 0);

interface Broken {
  readonly breaks: readonly string[];
  readonly mayAlsoBreak?: readonly string[] | 'anything';
  readonly cases?: Mutant['cases'];
}

/** Main section of a statement: `3.1` of `5:3.1.2-24`. */
function chapterOf(clause: string): string {
  return sectionOf(clause as Clause)
    .split('.')
    .slice(0, 2)
    .join('.');
}

/** What a broken broker meets: all of the sections that it concerns, and one in six of everything else. */
function casesAgainst({ breaks, mayAlsoBreak = [], cases }: Broken): readonly ConformanceCase[] {
  if (cases !== undefined) return CASES.filter(cases);
  const concerns = mayAlsoBreak === 'anything' ? breaks : [...breaks, ...mayAlsoBreak];
  const chapters = new Set(concerns.map(chapterOf));
  return USUAL.filter(({ statement }, index) => index % 6 === 0 || chapters.has(chapterOf(statement)));
}

/** Registers the tests of one part in `parts`; the parts run in processes of their own. */
export function testKillMatrix(part: number, parts: number): void {
  const own = (_: unknown, index: number): boolean => index % parts === part;
  for (const defect of DEFECTS.filter(own)) {
    test.serial(`${defect.id}: red is all that it breaks, and nothing else`, async (t) => {
      for (const version of VERSIONS) {
        const breaks = ofVersion(defect.breaks, version).filter((id) => JUDGED.has(id));
        const mayAlsoBreak = ofVersion([...defect.breaks, ...defect.mayAlsoBreak], version);
        if (mayAlsoBreak.length === 0) continue;
        const alter = (options: Parameters<typeof defect.apply>[0]) => defect.apply(options, { every: 1 });
        const cases = casesAgainst({ breaks, mayAlsoBreak });
        await assertKilled(t, { version, breaks, mayAlsoBreak, cases, alter });
      }
      t.pass();
    });
  }
  for (const mutant of MUTANTS.filter(own)) {
    test.serial(`a broker that ${mutant.summary} is found out (${mutant.id})`, async (t) => {
      const { setting, tamper, mayAlsoBreak = [] } = mutant;
      for (const version of VERSIONS) {
        const breaks = ofVersion(mutant.breaks, version);
        if (breaks.length === 0) continue;
        const cases = casesAgainst(mutant);
        const alter = mutated(mutant);
        await assertKilled(t, {
          ...{ version, breaks, mayAlsoBreak, cases, setting, alter },
          tamper: tamper?.(version),
        });
      }
    });
  }
}
