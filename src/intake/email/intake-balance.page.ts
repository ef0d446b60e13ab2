import { type InboundOutcome, OUTCOMES } from './inbound-email.js';
import { reasonText } from './inbound-text.js';
import type { BalanceRow } from './intake-balance.query.js';

export const BALANCE_DAYS = 14;

/** Heads of narrow columns; the full words stand on the list of e-mails. */
const HEADS: Record<InboundOutcome, string> = {
  waiting: 'Oczekuje',
  created: 'Nowe',
  appended: 'Dołączone',
  bounce: 'Zwroty',
  duplicate: 'Duplikaty',
  review: 'Do decyzji',
  ignored: 'Pominięte',
  quarantined: 'Kwarantanna',
};

/** What the page of the balance shows: one line per mailbox and day. */
export function balanceView(rows: readonly BalanceRow[]) {
  return { days: BALANCE_DAYS, outcomes: OUTCOMES.map((outcome) => HEADS[outcome]), rows: rows.map(lineOf) };
}

function lineOf({ day, mailboxName, outcomes, ignored, server }: BalanceRow) {
  const counts = OUTCOMES.map((outcome) => ({ label: HEADS[outcome], count: outcomes[outcome] ?? 0 }));
  return {
    day,
    source: mailboxName ?? 'SMTP',
    received: counts.reduce((sum, { count }) => sum + count, 0),
    counts,
    ignored: Object.entries(ignored).map(([reason, count]) => ({ reason: reasonText(reason), count })),
    hasServer: server !== null,
    missing: server ? server.arrived - server.known : 0,
    older: server?.older ?? 0,
  };
}
