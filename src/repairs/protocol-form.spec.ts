import { readForm } from '../rendering/forms.js';
import { contentOf, formValues, protocolForm } from './protocol-form.js';
import type { DocumentRevision } from './protocol-document.query.js';

const EMPTY = { edition: '1', completedOn: '', unitId: '', result: '', outageId: '' };

function read(body: Record<string, unknown>) {
  const form = readForm(protocolForm, { ...EMPTY, ...body });
  return form.ok ? contentOf(form.data) : form.errors;
}

describe('the form of a protocol', () => {
  it('an empty form is a draft without anything', () => {
    expect(read({})).toEqual({
      completedOn: null,
      unitId: null,
      room: null,
      userName: null,
      faultReported: '',
      diagnosis: '',
      result: null,
      remarks: '',
      warrantyRepair: false,
      outageId: null,
      affectedSystems: '',
      receivedByName: null,
      operations: [],
      parts: [],
    });
  });

  it('rows left empty are no rows', () => {
    const content = read({
      'operations.0.kind': '',
      'operations.0.description': '',
      'operations.1.kind': 'CLEANING',
      'operations.1.description': '',
      'parts.0.name': '',
      'parts.0.quantity': '1',
      'parts.0.serialNumber': '',
      'parts.0.source': '',
      'parts.0.grossPrice': '',
      'parts.1.name': ' dysk SSD ',
      'parts.1.quantity': '',
      'parts.1.grossPrice': '1 234,50 zł',
    });
    expect(content).toMatchObject({
      operations: [{ kind: 'CLEANING', description: '' }],
      parts: [{ name: 'dysk SSD', quantity: 1, serialNumber: null, source: null, grossPriceGrosze: 123_450 }],
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a description without an operation',
      { 'operations.1.description': 'dysk', 'operations.0.kind': '' },
      'operations.1.kind',
    ],
    ['a price without a name', { 'parts.0.name': '', 'parts.0.grossPrice': '10' }, 'parts.0.name'],
    ['a price that is none', { 'parts.0.name': 'dysk', 'parts.0.grossPrice': 'tanio' }, 'parts.0.grossPrice'],
    ['no piece at all', { 'parts.0.name': 'dysk', 'parts.0.quantity': '0' }, 'parts.0.quantity'],
    ['a day that does not exist', { completedOn: '2026-02-30' }, 'completedOn'],
    ['an unknown result', { result: 'WON' }, 'result'],
    ['an unknown operation', { 'operations.0.kind': 'MAGIC' }, 'operations.0.kind'],
  ])('%s is refused beside its field', (_rule, body, field) => {
    expect(Object.keys(read(body))).toEqual([field]);
  });

  it('reads back what it shows', () => {
    const revision = {
      ...{ edition: 3, completedOn: '2026-03-10', unitId: 4, room: '12', userName: 'Anna Przykładowa' },
      ...{ faultReported: 'nie działa', diagnosis: 'dysk', result: 'REPAIRED', remarks: '', warrantyRepair: true },
      ...{ outageId: null, affectedSystems: '', receivedByName: null },
      operations: [
        { kind: 'COMPONENT_REPLACEMENT', label: 'wymiana podzespołu', description: 'SSD', countsForKpi2: true },
      ],
      parts: [{ name: 'SSD', quantity: 2, serialNumber: 'S1', source: 'magazyn', grossPriceGrosze: 34_900 }],
    } as unknown as DocumentRevision;
    expect(read(formValues(revision, 'UM-1'))).toMatchObject({
      completedOn: '2026-03-10',
      unitId: 4,
      warrantyRepair: true,
      operations: [{ kind: 'COMPONENT_REPLACEMENT', description: 'SSD' }],
      parts: [{ name: 'SSD', quantity: 2, serialNumber: 'S1', source: 'magazyn', grossPriceGrosze: 34_900 }],
    });
  });
});
