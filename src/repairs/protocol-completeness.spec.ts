import { missingForSubmission, type ProtocolFacts } from './protocol-completeness.js';

const COMPLETE: ProtocolFacts = {
  completedOn: '2026-03-10',
  today: '2026-03-10',
  result: 'REPAIRED',
  faultReported: 'Komputer uruchamia się 15 minut.',
  diagnosis: 'Uszkodzony dysk.',
  operations: [{ kind: 'COMPONENT_REPLACEMENT', description: '' }],
  parts: [{ name: 'dysk SSD 500 GB' }],
  outage: null,
  assetId: 7,
};
const ENDED = new Date('2026-03-10T09:30:00Z');

describe('what is missing before submission', () => {
  it('nothing, when all is there', () => {
    expect(missingForSubmission(COMPLETE)).toEqual({});
  });

  it.each<[string, Partial<ProtocolFacts>, string]>([
    ['the completion date', { completedOn: null }, 'completedOn'],
    ['a completion date that is not in the future', { completedOn: '2026-03-11' }, 'completedOn'],
    ['the result', { result: null }, 'result'],
    ['the reported fault', { faultReported: ' \n' }, 'faultReported'],
    ['the diagnosis', { diagnosis: '' }, 'diagnosis'],
    ['an operation', { operations: [] }, 'operations'],
    ['the name of the replaced component', { parts: [] }, 'parts'],
    ['an outage of the same server', { outage: { assetId: 8, endedAt: ENDED } }, 'outageId'],
    ['an outage that is over', { outage: { assetId: 7, endedAt: null } }, 'outageId'],
  ])('%s', (_rule, change, field) => {
    expect(Object.keys(missingForSubmission({ ...COMPLETE, ...change }))).toEqual([field]);
  });

  it.each<[string, Partial<ProtocolFacts>]>([
    ['a repair of an earlier day', { completedOn: '2025-12-30' }],
    [
      'a component named in the operation',
      { parts: [], operations: [{ kind: 'COMPONENT_REPLACEMENT', description: 'dysk' }] },
    ],
    ['a reinstallation without parts', { parts: [], operations: [{ kind: 'SOFTWARE_REINSTALL', description: '' }] }],
    [
      'a device beyond repair',
      { result: 'NOT_ECONOMICAL', parts: [], operations: [{ kind: 'DIAGNOSIS', description: '' }] },
    ],
    ['an ended outage of the same server', { outage: { assetId: 7, endedAt: ENDED } }],
  ])('%s is complete', (_rule, change) => {
    expect(missingForSubmission({ ...COMPLETE, ...change })).toEqual({});
  });

  it('an empty draft names everything at once', () => {
    const empty: ProtocolFacts = {
      ...COMPLETE,
      completedOn: null,
      result: null,
      faultReported: '',
      diagnosis: '',
      operations: [],
      parts: [],
    };
    expect(Object.keys(missingForSubmission(empty))).toEqual([
      'completedOn',
      'result',
      'faultReported',
      'diagnosis',
      'operations',
    ]);
  });
});
