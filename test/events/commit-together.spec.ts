import { consumerOf, type EventType } from '../../src/events/event-types.js';
import { isDatabaseUnavailable } from '../../src/database/is-unavailable.js';
import { type DatabaseContent, DatabaseState, rowsOf } from './database-state.js';
import { NOON, OfficeWithoutJobs } from './office-without-jobs.js';
import { type Fault, StatementFaults } from './statement-faults.js';
import { Stage, USE_CASES, type UseCase } from './use-cases.js';

/**
 * Promise P2. Each use case runs once without a fault, while everything that is committed is read after each of its statements. Then it
 * runs again and again, with a fault at every statement: the database must hold what it held at that point of the run without a fault.
 * Then the work goes on, with all jobs lost and every new one delivered twice: in the end everything must be as if there had been no
 * fault, down to each notification and e-mail. It goes on once for each content that a kind of fault can leave behind, here and at the
 * mail server.
 */
let office: OfficeWithoutJobs;
let state: DatabaseState;
let faults: StatementFaults;
let stage: Stage;
let empty: DatabaseContent;

beforeAll(async () => {
  office = await OfficeWithoutJobs.open();
  state = await DatabaseState.open(office.db);
  faults = await StatementFaults.on(office.db);
  stage = await Stage.open(office);
  empty = await state.read();
}, 60_000);
afterAll(async () => {
  await Promise.all([state.close(), faults.close()]);
  await office.close();
});

interface Reference {
  /** Before the use case. */
  start: DatabaseContent;
  startsAt: Date;
  statements: string[];
  /** What was committed after each statement. */
  committed: DatabaseContent[];
  /** What was committed at all, from the start on. */
  commits: DatabaseContent[];
  settled: DatabaseContent;
  mails: string[];
  act: () => Promise<unknown>;
}

async function referenceOf(useCase: UseCase): Promise<Reference> {
  office.clock.at = NOON;
  await state.restore(empty);
  const act = await useCase.prepare(stage);
  await state.alignSequences();
  const [startsAt, start] = [office.clock.at, await state.read()];
  await act(); // once before, for what the program then remembers: the calendar, the rules
  await startAgain(start);
  const committed: DatabaseContent[] = [];
  const statements = await faults.record(act, async () => void committed.push(await state.read()));
  await state.alignSequences();
  await office.settle();
  const [settled, mails] = [await state.read(), mailsSent()];
  await startAgain(start, settled);
  return { start, startsAt, statements, committed, commits: distinct([start, ...committed]), settled, mails, act };
}

async function startAgain(start: DatabaseContent, current?: DatabaseContent): Promise<void> {
  await office.forget();
  await state.restore(start, current);
  office.smtp.clear();
}

/** One line per recipient and Message-ID: a repeat after a lost answer carries the same one, and the reader's program shows it once. */
function mailsSent(): string[] {
  const byMessageId = new Map(
    office.smtp.received.map(({ to, mail }) => [`${mail.messageId} ${to.join()}`, { to, mail }]),
  );
  return [...byMessageId.values()].map(({ to, mail }) => `${to.join()} ${mail.subject}`).toSorted();
}

const isSame = (one: DatabaseContent, other: DatabaseContent) => state.differences(one, other, 'facts').length === 0;

/** Contents that follow each other, without repeats. */
function distinct(contents: DatabaseContent[]): DatabaseContent[] {
  return contents.filter((content, index) => index === 0 || !isSame(content, contents[index - 1]!));
}

/** A new event and its row in the outbox stand in the same commit, and nobody changes anything without telling. */
function expectEventsWithOutbox(before: DatabaseContent, after: DatabaseContent, changesState: boolean): void {
  const known = new Set(rowsOf(before, 'event').map(({ id }) => id));
  const appended = rowsOf(after, 'event').filter(({ id }) => !known.has(id));
  const inOutbox = new Set(rowsOf(after, 'event_outbox').map((row) => row['event_id']));
  for (const { id, type } of appended)
    expect([type, inOutbox.has(id)]).toEqual([type, consumerOf(type as EventType) !== null]);
  if (changesState) expect(appended).not.toEqual([]);
}

/** What is committed once a fault has hit statement n. */
function expectedAfter(fault: Fault, n: number, { start, committed }: Reference): DatabaseContent {
  return (fault === 'refused' ? committed[n - 2] : committed[n - 1]) ?? start;
}

it.each(USE_CASES)(
  '$name: all or nothing at every statement, and everyone is told once',
  async (useCase) => {
    const reference = await referenceOf(useCase);
    const { commits } = reference;
    expect(commits).toHaveLength(useCase.commits + 1);
    for (const [index, after] of commits.entries())
      if (index > 0) expectEventsWithOutbox(commits[index - 1]!, after, useCase.again === 'person');

    const wrong: string[] = [];
    const continued = new Set<string>();
    for (const [index, sql] of reference.statements.entries()) {
      for (const fault of faultsAt(index, reference)) {
        const problem = await problemAfter(useCase, reference, fault, index + 1, continued);
        if (problem)
          wrong.push(`${fault} at ${index + 1} of ${reference.statements.length} (${brief(sql)}): ${problem}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

/** Only the answer to a commit tells more than a broken connection. */
function faultsAt(index: number, { start, committed }: Reference): Fault[] {
  const commits = !isSame(committed[index]!, committed[index - 1] ?? start);
  return commits ? ['refused', 'cut-after', 'answer-lost'] : ['refused', 'cut-after'];
}

async function problemAfter(
  useCase: UseCase,
  reference: Reference,
  fault: Fault,
  n: number,
  continued: Set<string>,
): Promise<string | null> {
  office.clock.at = reference.startsAt;
  const error = await faults.inject(fault, n, reference.act).then(
    () => null,
    (thrown: Error) => thrown,
  );
  let content = await state.read();
  try {
    if (error && !isDatabaseUnavailable(error)) return `answered ${error.message}`;
    // Nobody hears of what the program gets over by itself: then all of it is done.
    const expected = error ? expectedAfter(fault, n, reference) : reference.committed.at(-1)!;
    // A row of work also remembers when its next attempt is due.
    const half = state.differences(content, expected, useCase.again === 'person' ? 'facts' : 'effects');
    if (half.length > 0) return `half done: ${half.join(', ')}`;

    const commit = reference.commits.findIndex((each) => isSame(each, content));
    const kind = `${fault}, commit ${commit}, ${office.smtp.received.length} mails`;
    if (continued.has(kind)) return null;
    continued.add(kind);
    const isAskedAgain = useCase.again === 'program' ? error !== null : isSame(content, reference.start);
    content = await goOn(reference, isAskedAgain);
    const other = state.differences(content, reference.settled, 'effects');
    if (other.length > 0) return `in the end other: ${other.join(', ')}`;
    const mails = mailsSent();
    return mails.join() === reference.mails.join() ? null : `mails: ${mails.join(', ')}`;
  } finally {
    await startAgain(reference.start, content);
  }
}

/** What happens after a fault, by itself or because somebody asks again. */
async function goOn({ act }: Reference, isAskedAgain: boolean): Promise<DatabaseContent> {
  office.loseJobs();
  await state.alignSequences();
  if (isAskedAgain) await act();
  await state.alignSequences();
  await office.settle();
  return state.read();
}

function brief(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim().slice(0, 60);
}
