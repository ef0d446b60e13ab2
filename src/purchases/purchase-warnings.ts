import { formatMoney } from '../rendering/format.js';
import type { BudgetLineRow } from './budget-line.query.js';
import type { RequestDocument } from './purchase-request-document.query.js';
import { awaitedStep } from './purchase-request-state.js';
import { thresholdOn } from './procurement-threshold.js';
import { paragraphMismatch, totalsOf } from './request-totals.js';
import { aggregationWarnings, type Need } from './same-kind-needs.js';

interface Facts {
  request: Pick<RequestDocument, 'id' | 'state' | 'lines'>;
  budgetLine: BudgetLineRow | null;
  needs: readonly Need[];
  year: number;
  startedOn: string;
}

export interface Warning {
  title: string;
  text: string;
  /** Worth knowing, but nothing hangs on this request: said quietly, beside the figures. */
  isNote?: boolean;
}

/** What those who decide should know: thresholds of the statute, money, paragraph. */
export function purchaseWarnings(facts: Facts): Warning[] {
  const { request, budgetLine } = facts;
  return [...thresholdWarnings(facts), ...moneyWarning(request, budgetLine), ...paragraphWarning(request, budgetLine)];
}

/**
 * Where needs of one kind reach the threshold. Loud on the request that takes them there, until its procedure was chosen; on every
 * other one of that kind and year the threshold is reached already.
 */
function thresholdWarnings({ request, needs, year, startedOn }: Facts): Warning[] {
  return aggregationWarnings(request.id, needs, startedOn).map((warning) => {
    const threshold = formatMoney(thresholdOn(startedOn)!.netGrosze);
    const sum = formatMoney(warning.yearNetGrosze);
    const text = `Potrzeby tego samego rodzaju (grupa CPV ${warning.group}) w ${year} r. to razem ${sum} netto, próg ustawy wynosi ${threshold}.`;
    const isNote = !warning.isDecisive || isProcedureChosen(request.state);
    return warning.reachedBySum
      ? {
          title: 'Łączna wartość osiąga próg ustawy',
          text: `${text} Zamówienia nie wolno dzielić, aby pozostać poniżej progu.`,
          isNote,
        }
      : { title: 'Stosuje się ustawę Prawo zamówień publicznych', text, isNote };
  });
}

function isProcedureChosen(state: Facts['request']['state']): boolean {
  return state === 'IN_PROCUREMENT' || state === 'ORDERED' || state === 'PARTLY_ACCEPTED' || state === 'COMPLETED';
}

/** Before the treasurer's step; afterwards the money is booked. */
function moneyWarning({ state, lines }: Facts['request'], budgetLine: BudgetLineRow | null): Warning[] {
  const { grossGrosze } = totalsOf(lines);
  const isBooked =
    awaitedStep(state) === 'SECRETARY' || (awaitedStep(state) === null && state !== 'DRAFT' && state !== 'RETURNED');
  if (!budgetLine || isBooked || grossGrosze <= budgetLine.leftGrosze) return [];
  const text = `Na pozycji ${budgetLine.classification} pozostało ${formatMoney(budgetLine.leftGrosze)}, a wniosek opiewa na ${formatMoney(grossGrosze)}.`;
  return [{ title: 'Brak środków na pozycji budżetu', text }];
}

function paragraphWarning({ lines }: Facts['request'], budgetLine: BudgetLineRow | null): Warning[] {
  const mismatch = budgetLine && paragraphMismatch(budgetLine.classification, lines);
  if (!mismatch) return [];
  const text =
    mismatch === 'investment-on-current'
      ? 'Co najmniej jedna pozycja kosztuje za sztukę ponad 10 000 zł brutto, więc jest wydatkiem inwestycyjnym (paragraf 6060).'
      : 'Co najmniej jedna pozycja kosztuje za sztukę nie więcej niż 10 000 zł brutto, więc nie jest wydatkiem inwestycyjnym.';
  return [{ title: 'Paragraf nie odpowiada cenom', text }];
}
