import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { APPROVAL_STEPS, type RequestAction } from '../purchases/purchase-request-state.js';
import type { Random } from './random.js';
import type { ComputerDelivery } from './sample-register.js';

const VAT = 1.23;

/** What units ask for besides computers. Nothing here enters the register. */
const ACCESSORIES = [
  ['Zestaw bezprzewodowy klawiatura i mysz', 3, 12_900],
  ['Czytnik kart do podpisu elektronicznego', 2, 9_900],
  ['Tonery do drukarek wydziału', 8, 24_900],
  ['Pamięć USB szyfrowana', 4, 15_900],
  ['Słuchawki z mikrofonem', 5, 8_900],
  ['Torba do laptopa', 4, 11_900],
  ['Dysk zewnętrzny do archiwizacji', 1, 34_900],
] as const;

/** One line of a request, which is all that a sample request has. */
export interface SampleWish {
  subject: string;
  description: string;
  /** null: nothing that enters the register */
  assetKind: string | null;
  quantity: number;
  netGrosze: number;
}

export interface RequestStep {
  action: RequestAction;
  at: Date;
  /** Why it is sent back, refused or withdrawn. */
  reason?: string;
  /** Of acceptPart: how many pieces came. */
  pieces?: number;
}

/** Something small, as units ask for it all the time. */
export function anAccessory(random: Random): SampleWish {
  const [description, quantity, netGrosze] = random.pick(ACCESSORIES);
  return { subject: description, description, assetKind: null, quantity, netGrosze };
}

/** What a delivery of computers was asked for with. */
export function wishFor({ kind, model, pieces, grossGrosze }: ComputerDelivery): SampleWish {
  return {
    subject: `Zakup komputerów: ${model}, ${pieces} szt.`,
    description: model,
    assetKind: kind,
    quantity: pieces,
    netGrosze: Math.round(grossGrosze / VAT),
  };
}

/** Handed in, approved by all five on the following working days, ordered and delivered: what most requests go through. */
export function usualWay(calendar: WorkingCalendar, submittedAt: Date, acceptedAt: Date): RequestStep[] {
  const later = (days: number) => calendar.addWorkingDays(submittedAt, days) ?? submittedAt;
  return [
    { action: 'submit', at: submittedAt },
    ...APPROVAL_STEPS.map((_, index) => ({ action: 'approve' as const, at: later(index + 1) })),
    { action: 'startProcurement', at: later(6) },
    { action: 'order', at: later(7) },
    { action: 'acceptRest', at: acceptedAt },
  ];
}

export function grossOf(netGrosze: number): number {
  return Math.round(netGrosze * VAT);
}
