import type { SampleCases } from './sample-cases.js';
import type { Happening, SampleParts } from './sample-parts.js';
import { TEXTS } from './sample-texts.js';
import type { RequestStep, SampleWish } from './sample-wishes.js';

/** A purchase request in every state, so that each approver finds something to decide. */
export function requestExamples({ time, anchor, people, purchases }: SampleParts, cases: SampleCases): Happening[] {
  const day = (days: number, minute: number) => time.daysBefore(anchor, days, minute);
  const ago = (minutes: number) => new Date(+anchor - minutes * 60_000);
  const submit = (days: number): RequestStep => ({ action: 'submit', at: day(days, 540) });
  const approvals = (days: number, count: number): RequestStep[] =>
    Array.from({ length: count }, (_, index) => ({ action: 'approve', at: day(days - index, 600) }));
  /** Handed in so many working days ago, and approved on each of the days after. */
  const chain = (days: number, count: number) => [submit(days), ...approvals(days - 1, count)];
  const bought = (days: number): RequestStep[] => [
    ...chain(days, 5),
    { action: 'startProcurement', at: day(days - 6, 620) },
    { action: 'order', at: day(days - 7, 700) },
  ];

  const employee = people.byEmail('pracownik@urzad.example');
  const ofUnit = (symbol: string, index: number) =>
    people.employees.filter(({ unitSymbol }) => unitSymbol === symbol)[index]!;
  /** Written by an employee on the page of requests. */
  const written = (draftedAt: Date, wish: SampleWish, steps: readonly RequestStep[]): Happening => ({
    at: draftedAt,
    run: () => void purchases.request({ ticket: null, requester: employee, wish, draftedAt, steps }),
  });
  /** Out of a ticket of that unit. */
  const asked = (unit: string, days: number, wish: SampleWish, steps: readonly RequestStep[]): Happening => {
    const [at, draftedAt] = [day(days, 480), day(days, 535)];
    const text = { ...TEXTS.PURCHASE[0]!, subject: wish.subject };
    return {
      at,
      run: () => {
        const ticket = cases.ticket(at, 'PURCHASE', text, { requester: ofUnit(unit, days % 4) });
        cases.taken(ticket, day(days, 500));
        cases.ask(ticket, { wish, draftedAt, steps });
      },
    };
  };

  return [
    written(day(1, 700), wish('Stacja dokująca do laptopa', 1, 42_000), []),
    written(day(1, 550), wish('Monitor 27 cali', 2, 78_000), [{ action: 'submit', at: day(1, 560) }]),
    written(day(5, 500), wish('Zasilacze do laptopów', 3, 13_500), [
      submit(5),
      ...approvals(4, 1),
      {
        action: 'return',
        at: day(3, 640),
        reason: 'Prosimy podać modele laptopów, do których zasilacze mają pasować.',
      },
    ]),
    written(day(9, 500), wish('Kamera do wideokonferencji', 1, 31_000), [
      submit(9),
      { action: 'withdraw', at: day(8, 610), reason: 'Kamerę przesunięto z innej komórki.' },
    ]),
    asked('WE', 1, wish('Słuchawki z mikrofonem', 6, 8_900), [{ action: 'submit', at: ago(150) }]),
    asked('WF', 3, wish('Czytniki kart do podpisu', 4, 9_900), chain(3, 1)),
    asked('USC', 9, wish('Drukarka do kart', 1, 189_000), [
      submit(9),
      { action: 'return', at: day(8, 560), reason: 'Prosimy dołączyć uzasadnienie liczby sztuk.' },
      { action: 'submit', at: day(6, 500) },
      ...approvals(5, 1),
    ]),
    asked('WK', 5, wish('Dyski zewnętrzne do archiwizacji', 3, 34_900), chain(5, 2)),
    asked('WGK', 6, wish('Pamięci USB szyfrowane', 10, 15_900), chain(6, 3)),
    asked('BOI', 7, wish('Terminal kolejkowy', 1, 640_000), chain(7, 3)),
    asked('WSO', 8, wish('Skanery dokumentów', 2, 242_000, 'SCANNER'), chain(8, 4)),
    asked('WAG', 9, wish('Listwy zasilające z filtrem', 12, 7_900), chain(9, 5)),
    asked('WGM', 12, wish('Zestawy klawiatura i mysz', 8, 12_900), [
      ...chain(12, 5),
      { action: 'startProcurement', at: day(5, 620) },
    ]),
    asked('KP', 14, wish('Laptopy dla kancelarii', 4, 448_000, 'LAPTOP'), bought(14)),
    asked('WBUA', 16, wish('Stacje dokujące', 10, 42_000), [
      ...bought(16),
      { action: 'acceptPart', at: day(2, 660), pieces: 6 },
    ]),
    asked('WRM', 11, wish('Tablet graficzny', 1, 165_000), [
      submit(11),
      { action: 'reject', at: day(10, 600), reason: 'Urządzenie nie jest potrzebne do zadań komórki.' },
    ]),
  ].filter(({ at }) => at < anchor);
}

function wish(description: string, quantity: number, netGrosze: number, assetKind: string | null = null): SampleWish {
  return { subject: description, description, assetKind, quantity, netGrosze };
}
