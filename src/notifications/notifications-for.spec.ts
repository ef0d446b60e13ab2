import {
  type Contact,
  type EventFacts,
  MERGE_WINDOW_MS,
  notificationsFor,
  type StaffContact,
} from './notifications-for.js';

const AT = new Date('2026-03-10T09:00:00Z');
const ANNA: Contact = { email: 'anna@urzad.example', personId: 1 };
const JAN: Contact = { email: 'jan@urzad.example', personId: 2 };
const staff = (personId: number, more: Partial<StaffContact> = {}): StaffContact => ({
  email: `t${personId}@urzad.example`,
  personId,
  maySee: true,
  dispatches: false,
  modes: {},
  ...more,
});
const TECH = staff(10);
const TRIAGE = staff(11, { dispatches: true });
const HEAD = staff(12);

function facts(more: Partial<EventFacts>): EventFacts {
  return {
    type: 'ticket.registered',
    at: AT,
    actorId: null,
    ticketId: 5,
    status: null,
    isFirstAssignment: false,
    isAutomatic: false,
    requesters: [ANNA],
    followers: [JAN],
    assignee: TECH,
    staff: [TECH, TRIAGE],
    approvers: [HEAD],
    author: staff(20),
    isFirstRevision: true,
    outage: { cause: 'SERVER_FAILURE', isInterrupted: true, startedAt: AT, isOpen: true },
    office: [{ email: 'wf@urzad.example', personId: null }],
    ...more,
  };
}

const told = (more: Partial<EventFacts>) =>
  notificationsFor(facts(more), ['helpdesk@urzad.example']).map(({ kind, recipient }) => `${kind} ${recipient}`);

describe('who is told what', () => {
  it.each<[string, Partial<EventFacts>, string[]]>([
    [
      'a new ticket: the requester, who distributes tickets, and who was given it',
      { type: 'ticket.registered' },
      ['received anna@urzad.example', 'technician-new t11@urzad.example', 'technician-assigned t10@urzad.example'],
    ],
    [
      'the first assignment tells the requester',
      { type: 'ticket.assigned', isFirstAssignment: true },
      ['assigned anna@urzad.example', 'technician-assigned t10@urzad.example'],
    ],
    ['a later one does not', { type: 'ticket.assigned' }, ['technician-assigned t10@urzad.example']],
    ['start of work is silent', { type: 'ticket.status-changed', status: 'IN_PROGRESS' }, []],
    ['back to the queue is silent', { type: 'ticket.status-changed', status: 'NEW' }, []],
    [
      'waiting for parts is told',
      { type: 'ticket.status-changed', status: 'WAITING_PARTS' },
      ['state anna@urzad.example'],
    ],
    [
      'a question goes to all who follow',
      { type: 'ticket.question-asked' },
      ['question anna@urzad.example', 'question jan@urzad.example'],
    ],
    ['so does a reply', { type: 'message.replied' }, ['reply anna@urzad.example', 'reply jan@urzad.example']],
    ['other news is for the requester', { type: 'ticket.resolved' }, ['resolved anna@urzad.example']],
    ['a reminder', { type: 'ticket.reminder-due' }, ['reminder anna@urzad.example']],
    ['a message is for the assignee', { type: 'message.received' }, ['technician-reply t10@urzad.example']],
    ['an automatic one for nobody', { type: 'message.received', isAutomatic: true }, []],
    ['the assignee who wrote it knows', { type: 'message.received', actorId: 10 }, []],
    ['a deadline that comes near', { type: 'ticket.due-near' }, ['technician-due t10@urzad.example']],
    ['mail that came back', { type: 'inbound-email.bounced' }, ['technician-undelivered t10@urzad.example']],
    [
      'a protocol to approve',
      { type: 'repair-protocol.submitted', ticketId: 5 },
      ['protocol-submitted t12@urzad.example'],
    ],
    ['a protocol to mend', { type: 'repair-protocol.returned' }, ['protocol-returned t20@urzad.example']],
    ['an approved protocol', { type: 'repair-protocol.approved' }, ['repair anna@urzad.example']],
    ['its correction is not news', { type: 'repair-protocol.approved', isFirstRevision: false }, []],
    [
      'a purchase: who decides next, who asked, whose ticket it is',
      { type: 'purchase-request.submitted' },
      ['approval t12@urzad.example', 'purchase t20@urzad.example', 'purchase anna@urzad.example'],
    ],
    [
      'who asked for a purchase on their own ticket is told once',
      { type: 'purchase-request.ordered', approvers: [], author: staff(1, { email: 'anna@urzad.example' }) },
      ['purchase anna@urzad.example'],
    ],
    ['an outage: the office', { type: 'outage.started' }, ['outage wf@urzad.example']],
    [
      'planned maintenance is no breakdown',
      {
        type: 'outage.started',
        outage: { cause: 'PLANNED_MAINTENANCE', isInterrupted: true, startedAt: AT, isOpen: true },
      },
      [],
    ],
    [
      'a node that failed over disturbs nobody',
      {
        type: 'outage.started',
        outage: { cause: 'SERVER_FAILURE', isInterrupted: false, startedAt: AT, isOpen: true },
      },
      [],
    ],
    [
      'an outage entered when it is over is history',
      {
        type: 'outage.started',
        outage: { cause: 'SERVER_FAILURE', isInterrupted: true, startedAt: AT, isOpen: false },
      },
      [],
    ],
    ['an internal note tells nobody', { type: 'message.noted' }, []],
    [
      'who may not see a restricted ticket is not told of it',
      { type: 'ticket.registered', staff: [staff(11, { dispatches: true, maySee: false })], assignee: null },
      ['received anna@urzad.example'],
    ],
    [
      'who switched a kind off is not told',
      { type: 'ticket.assigned', assignee: staff(10, { modes: { 'technician-assigned': 'off' } }) },
      [],
    ],
    [
      'who asked for new tickets is told of them',
      { type: 'ticket.registered', staff: [staff(13, { modes: { 'technician-new': 'at-once' } })], assignee: null },
      ['received anna@urzad.example', 'technician-new t13@urzad.example'],
    ],
  ])('%s', (_, given, expected) => expect(told(given)).toEqual(expected));

  it.each<[string, Partial<EventFacts>, string]>([
    ['a person without a mailbox', { requesters: [{ email: null, personId: 1 }] }, 'no-address'],
    ['the sender of an automatic message', { isAutomatic: true }, 'automatic-sender'],
    ['ourselves', { requesters: [{ email: 'Helpdesk@urzad.example', personId: null }] }, 'own-address'],
  ])('%s gets no mail, and the row says why', (_, given, reason) => {
    const [first] = notificationsFor(facts(given), ['helpdesk@urzad.example']);
    expect(first).toMatchObject({ kind: 'received', suppressed: reason });
  });
});

describe('when it goes out', () => {
  const first = (more: Partial<EventFacts>) => notificationsFor(facts(more), [])[0];
  const later = new Date(+AT + MERGE_WINDOW_MS);

  it.each<[string, Partial<EventFacts>, { mergeKey: string | null; notBefore: Date }]>([
    ['the confirmation of receipt: at once', { type: 'ticket.registered' }, { mergeKey: 'requester-5', notBefore: AT }],
    [
      'news: together with what follows in two minutes',
      { type: 'ticket.resolved' },
      { mergeKey: 'requester-5', notBefore: later },
    ],
    ["a person's reply: at once and alone", { type: 'message.replied' }, { mergeKey: null, notBefore: AT }],
    ['a question: at once and alone', { type: 'ticket.question-asked' }, { mergeKey: null, notBefore: AT }],
    ['an outage: at once', { type: 'outage.started' }, { mergeKey: null, notBefore: AT }],
    [
      'news for staff: apart from those for the requester',
      { type: 'ticket.due-near' },
      { mergeKey: 'staff-5', notBefore: later },
    ],
    [
      'once an hour, for who wants it so',
      { type: 'ticket.due-near', assignee: staff(10, { modes: { 'technician-due': 'hourly' } }) },
      { mergeKey: 'hourly', notBefore: new Date('2026-03-10T10:00:00Z') },
    ],
  ])('%s', (_, given, expected) => expect(first(given)).toMatchObject(expected));

  it('an outage is no matter of the ticket that reported it', () => {
    expect(first({ type: 'outage.started' })).toMatchObject({ ticketId: null });
  });
});
