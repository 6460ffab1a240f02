/** M2: what a publisher says about its message reaches every subscriber as it was said. */
import type { Clause } from '../../protocol/clause.ts';
import type { PropertyName } from '../ledger/compare-properties.ts';
import type { PropertyFault } from '../ledger/property-ledger.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Invariant } from './invariant.ts';

export const applicationProperties: Invariant = {
  id: 'M2',
  title: 'properties passed on unaltered',
  unit: 'messages with properties',
  promise:
    'Payload Format Indicator, Content Type, Response Topic, Correlation Data and User Properties are passed on unaltered, also those of a Will, and User Properties in their order.',
  clauses: {
    4: [],
    5: [
      '5:3.3.2-4',
      '5:3.3.2-15',
      '5:3.3.2-16',
      '5:3.3.2-17',
      '5:3.3.2-18',
      '5:3.3.2-20',
      '5:3.1.3-10',
      '5:U-3.1.3.2-2',
    ],
  },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const { features } of run.parts) {
      tally.exercise(features.properties.compared);
      for (const fault of features.properties.faults) addFault(fault, run, tally);
    }
  },
};

const CLAUSES: Readonly<Record<PropertyName, Clause>> = {
  'Payload Format Indicator': '5:3.3.2-4',
  'Response Topic': '5:3.3.2-15',
  'Correlation Data': '5:3.3.2-16',
  'User Property': '5:3.3.2-17',
  'order of User Properties': '5:3.3.2-18',
  'Content Type': '5:3.3.2-20',
};

function clauseOf({ name }: PropertyFault, isWill: boolean): Clause {
  if (!isWill) return CLAUSES[name];
  return name === 'order of User Properties' ? '5:3.1.3-10' : '5:U-3.1.3.2-2';
}

function addFault(fault: PropertyFault, run: RunView, tally: Tally): void {
  const { catalog } = run.context;
  const isWill = fault.flow >= (catalog.firstWillFlow ?? Infinity);
  tally.add('fail', fault.count, () => ({
    clauses: [clauseOf(fault, isWill)],
    summary: `${isWill ? 'Wills' : 'Messages'} arrived with another ${fault.name} than they were published with.`,
    expected: fault.expected,
    actual: fault.actual,
    client: run.clientName(fault.client),
    publisher: run.clientName(catalog.publisherOf(fault.flow)),
    topic: catalog.topicOf(fault.flow),
    qos: catalog.qosOf(fault.flow),
    sequences: [fault.seq],
    atUs: fault.tUs - run.context.startedUs,
    witness: fault.witness,
  }));
}
