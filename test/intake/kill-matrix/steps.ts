import type { Passage } from './kill-points.js';
import type { Found, Transport } from './lane.js';

export interface Step {
  point: string;
  passage: number;
  /** `half`: while the message is on its way in. */
  phase: 'half' | 'before' | 'sent';
}

export interface Finding {
  step: Step;
  isReached: boolean;
  afterKill: Found;
  afterRestart: Found;
  /** null: as it should be */
  problem: string | null;
}

/** Where a sent command or answer may have had its effect although nobody here knows. */
const TELLING = /COMMIT|250 2\.6\.0 stored|UID MOVE|end of the message|update notification|update inbound_email/;
/** Between them and their neighbours nothing changes, or it is the same as elsewhere on the way. */
const DULL =
  /^(?:reply to the sender: (?!250 2\.6\.0)|mail server: (?:EHLO|MAIL|RCPT|the message)|database: select|queue: call move_to|IMAP: (?:DONE|STATUS|IDLE))/;

/**
 * The steps at which a process is killed.
 * @param record what an undisturbed e-mail passed, in order
 * @param isEvery all of them; otherwise statements inside a transaction stand for its COMMIT (test/events cuts each of them), and after the
 *   e-mail has been stored only SMTP goes on, for the way is the same
 */
export function stepsOf(record: readonly Passage[], transport: Transport, isEvery: boolean): Step[] {
  const stored = record.findIndex(({ point }) => /250 2\.6\.0 stored|UID MOVE/.test(point));
  const half: Step[] =
    transport === 'SMTP' ? [{ point: 'half of the message is here', passage: 1, phase: 'half' }] : [];
  const steps = record.flatMap(({ point, passage, isInner }, index): Step[] => {
    if (isEvery) return phases(point, passage, !isInner);
    const isKnown = passage > 1 && /^(?:file|queue|IMAP)/.test(point);
    if (isInner || isKnown || DULL.test(point) || (transport === 'IMAP' && index > stored)) return [];
    return phases(point, passage, TELLING.test(point));
  });
  return [...half, ...steps];
}

function phases(point: string, passage: number, withSent: boolean): Step[] {
  const before: Step = { point, passage, phase: 'before' };
  return withSent ? [before, { ...before, phase: 'sent' }] : [before];
}

/** docs/kill-matrix.md */
export function matrixDocument(findings: Record<Transport, readonly Finding[]>): string {
  return [
    INTRODUCTION,
    ...(['SMTP', 'IMAP'] as const).flatMap((transport) => table(transport, findings[transport])),
  ].join('\n');
}

const INTRODUCTION = `# Kill matrix

What is found of an e-mail when the process is killed (SIGKILL) at one point of its way, and after the next process has started.
Written by \`test/intake/kill-matrix\` from one run over every point (\`KILL_MATRIX=every KILL_MATRIX_DOC=docs/kill-matrix.md\`); \`npm test\`
goes through the points at which something is decided.

The points are not listed anywhere: a run without a kill records every statement, every command and reply on a socket, every file and
thread that the program uses between the first byte and the end of the answer. *before*: nothing of it has left the process; *sent*: it has
left, and no answer was heard. Every e-mail has two attachments, one of them too large for the database, and is read in a thread.
`;

function table(transport: Transport, findings: readonly Finding[]): string[] {
  return [
    `## By ${transport}`,
    '',
    '| step | killed | found then | after the restart |',
    '| --- | --- | --- | --- |',
    ...findings
      .filter(({ isReached }) => isReached)
      .map(({ step, afterKill, afterRestart }) => {
        const passage = step.passage > 1 ? ` (${step.passage})` : '';
        const phase = step.phase === 'half' ? 'in between' : step.phase;
        return `| ${step.point}${passage} | ${phase} | ${inWords(afterKill, transport)} | ${resultInWords(afterRestart)} |`;
      }),
    '',
  ];
}

function inWords(found: Found, transport: Transport): string {
  const [delivery = 'not stored'] = found.outcomes;
  const stored = delivery === 'waiting' ? 'stored' : delivery === 'created' ? 'ticket' : delivery;
  const unacknowledged = transport === 'SMTP' ? 'sender keeps it' : 'in the mailbox';
  const reply = found.replies.length === 0 ? [] : [`reply ${found.replies.join()}`];
  const copies = found.copiesSent === 0 ? [] : ['reply at the mail server'];
  return [stored, ...(found.isAcknowledged ? ['acknowledged'] : [unacknowledged]), ...reply, ...copies].join(', ');
}

function resultInWords(found: Found): string {
  const twice = found.outcomes.includes('duplicate') ? ['second delivery filed as duplicate'] : [];
  const copies = found.copiesSent > 1 ? [`reply handed over ${found.copiesSent} times with the same Message-ID`] : [];
  return [
    `${found.messages} message, ${found.attachments} attachments, ${found.repliesSent} reply`,
    ...twice,
    ...copies,
  ].join('; ');
}
