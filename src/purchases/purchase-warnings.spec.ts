import { purchaseWarnings } from './purchase-warnings.js';

const line = (unitGrossGrosze: number, quantity = 1) => ({
  id: 1,
  position: 1,
  description: 'Laptop',
  assetKind: 'LAPTOP' as const,
  kindLabel: 'laptop',
  quantity,
  technicalNeeds: '',
  unitNetGrosze: Math.round(unitGrossGrosze / 1.23),
  unitGrossGrosze,
  cpv: null,
  accepted: 0,
});

const budgetLine = (leftGrosze: number, classification = '750-75023-4210') => ({
  id: 1,
  year: 2026,
  classification,
  name: 'Zakupy',
  planGrosze: leftGrosze,
  committedGrosze: 0,
  leftGrosze,
});

const facts = {
  request: { id: 1, state: 'IT_REVIEWED' as const, lines: [line(5_535_00, 10)] },
  budgetLine: budgetLine(100_000_00),
  needs: [],
  year: 2026,
  startedOn: '2026-03-10',
};
const titles = (changes: Partial<Parameters<typeof purchaseWarnings>[0]>) =>
  purchaseWarnings({ ...facts, ...changes }).map(({ title }) => title);

describe('warnings to those who decide', () => {
  it('nothing is wrong', () => expect(titles({})).toEqual([]));

  it('more than is left, until the money is booked', () => {
    const tooLittle = { budgetLine: budgetLine(100_00) };
    expect(titles(tooLittle)).toEqual(['Brak środków na pozycji budżetu']);
    expect(titles({ ...tooLittle, request: { ...facts.request, state: 'BUDGET_CONFIRMED' } })).toEqual([]);
    expect(titles({ ...tooLittle, request: { ...facts.request, state: 'ORDERED' } })).toEqual([]);
    expect(titles({ ...tooLittle, request: { ...facts.request, state: 'DRAFT' } })).toHaveLength(1);
  });

  it('the sum of the year reaches the threshold', () => {
    const need = { cpv: null, assetKind: 'LAPTOP' };
    const needs = [
      { ...need, requestId: 1, netGrosze: 45_000_00 },
      { ...need, requestId: 2, netGrosze: 125_000_00 },
    ];
    expect(titles({ needs })).toEqual(['Łączna wartość osiąga próg ustawy']);
    expect(titles({ needs: [{ ...need, requestId: 1, netGrosze: 170_000_00 }] })).toEqual([
      'Stosuje się ustawę Prawo zamówień publicznych',
    ]);
  });

  it('the threshold is loud where this request decides, quiet where it is reached anyway or the procedure was chosen', () => {
    const need = { cpv: null, assetKind: 'LAPTOP' };
    const [own, others] = [
      { ...need, requestId: 1, netGrosze: 9_000_00 },
      { ...need, requestId: 2, netGrosze: 165_000_00 },
    ];
    const quiet = (changes: object) => purchaseWarnings({ ...facts, ...changes }).map(({ isNote }) => isNote);
    expect(quiet({ needs: [own, others] })).toEqual([false]);
    expect(quiet({ needs: [own, { ...others, netGrosze: 170_000_00 }] })).toEqual([true]);
    expect(quiet({ needs: [own, others], request: { ...facts.request, state: 'ORDERED' } })).toEqual([true]);
  });

  it('an investment on a line of current spending', () => {
    expect(titles({ request: { ...facts.request, lines: [line(12_000_00)] } })).toEqual([
      'Paragraf nie odpowiada cenom',
    ]);
  });
});
