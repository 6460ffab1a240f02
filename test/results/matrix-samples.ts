import { buildMatrix } from '../../src/results/build-matrix.ts';
import type { Matrix } from '../../src/results/matrix.ts';
import { sampleCase, sampleConformance, sampleVersion } from './conformance-samples.ts';

/** Three brokers: one that keeps everything, one that does not, and one that knows no 5.0. */
export function sampleMatrix(): Matrix {
  const good = sampleConformance({
    target: 'mqtt://good',
    versions: [
      sampleVersion([
        sampleCase('5:3.1.0-1', 'pass'),
        sampleCase('5:3.1.0-2', 'vacuous'),
        sampleCase('5:3.12.4-1', 'pass'),
      ]),
    ],
  });
  const bad = sampleConformance({
    target: 'mqtt://bad',
    versions: [
      sampleVersion([
        sampleCase('5:3.1.0-1', 'pass'),
        sampleCase('5:3.12.4-1', 'pass'),
        sampleCase('5:3.12.4-1/again', 'fail'),
        sampleCase('5:3.3.1-1', 'warn', { level: 'SHOULD' }),
      ]),
    ],
  });
  const old = sampleConformance({
    target: 'mqtt://old',
    versions: [
      sampleVersion([], { unsupported: 'CONNACK 0x84' }),
      { ...sampleVersion([sampleCase('311:3.1.0-1', 'pass')]), version: '3.1.1' },
    ],
  });
  return buildMatrix(
    [
      { name: 'Good', report: good },
      { name: 'Bad | broker', report: bad },
      { name: 'Old', report: old },
    ],
    {
      tool: { name: 'mqtt-bench', version: '0.1.0' },
      command: 'mqtt-bench report a b c',
      startedAt: '2026-01-03T00:00:00.000Z',
    },
  );
}
