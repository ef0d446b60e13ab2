/** Working time without a successful look into a mailbox, after which somebody must act. */
const SILENT_MINUTES = 15;
/** Reading and deciding takes seconds; what waits longer is stuck. */
const WAITING_MINUTES = 10;

export interface AlarmFacts {
  now: Date;
  /** enabled ones */
  mailboxes: readonly {
    id: number;
    name: string;
    /** working minutes since the last successful look; since the mailbox was added when there was none */
    workingMinutesSilent: number;
    /** messages that the server numbered today and that are not stored */
    missing: number;
  }[];
  /** when the oldest e-mail that still waits for its outcome was received */
  oldestWaitingAt: Date | null;
}

export type IntakeAlarm =
  | { kind: 'mailbox-silent'; mailboxId: number; mailbox: string; minutes: number }
  | { kind: 'mailbox-difference'; mailboxId: number; mailbox: string; messages: number }
  | { kind: 'waiting-long'; minutes: number };

/** Whether mail still flows in; an empty list says so. */
export function intakeAlarms({ now, mailboxes, oldestWaitingAt }: AlarmFacts): IntakeAlarm[] {
  const alarms: IntakeAlarm[] = [];
  for (const { id: mailboxId, name: mailbox, workingMinutesSilent, missing } of mailboxes) {
    if (workingMinutesSilent >= SILENT_MINUTES)
      alarms.push({ kind: 'mailbox-silent', mailboxId, mailbox, minutes: Math.floor(workingMinutesSilent) });
    if (missing > 0) alarms.push({ kind: 'mailbox-difference', mailboxId, mailbox, messages: missing });
  }
  const waited = oldestWaitingAt ? (+now - +oldestWaitingAt) / 60_000 : 0;
  if (waited >= WAITING_MINUTES) alarms.push({ kind: 'waiting-long', minutes: Math.floor(waited) });
  return alarms;
}
