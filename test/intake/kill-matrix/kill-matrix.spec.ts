import { writeFile } from 'node:fs/promises';
import { startDovecot, type TestDovecot } from '../../support/dovecot.js';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.js';
import { type Found, Lane, type Transport } from './lane.js';
import { type CompiledPipeline, compilePipeline, type Life } from './life.js';
import { type Finding, matrixDocument, type Step, stepsOf } from './steps.js';

/** `KILL_MATRIX=every` kills at every statement and byte, for a quarter of an hour; `KILL_MATRIX_DOC` is where its table is written. */
const IS_EVERY = process.env['KILL_MATRIX'] === 'every';
const DOCUMENT = process.env['KILL_MATRIX_DOC'];
const TIMEOUT_MS = IS_EVERY ? 3_600_000 : 900_000;
/** Side by side, each with a database of its own; most of the time goes into starting processes. */
const LANES: Record<Transport, number> = { SMTP: 2, IMAP: IS_EVERY ? 2 : 1 };
/** How long a process may take to come to the point where it dies. */
const REACH_MS = 20_000;

let pipeline: CompiledPipeline;
let dovecot: TestDovecot;
let sink: SmtpSink;

beforeAll(async () => {
  pipeline = compilePipeline();
  [dovecot, sink] = await Promise.all([startDovecot(), startSmtpSink()]);
}, 60_000);
afterAll(async () => {
  pipeline.remove();
  await Promise.all([dovecot.close(), sink.stop()]);
});

/**
 * Promise P1, step by step: a run without a kill records every point at which the program touches the world between the first byte
 * of an e-mail and the end of its answer; then one process after the other is killed at one of them (SIGKILL, by itself), and the next
 * one has to make everything good, every other time without the job queue. Each process works on an e-mail of its own.
 */
it(
  'an e-mail survives a kill at every step, by SMTP and by IMAP, and nothing is there twice',
  async () => {
    const [smtp, imap] = await Promise.all([killOnTheWayBy('SMTP'), killOnTheWayBy('IMAP')]);
    if (DOCUMENT && IS_EVERY) await writeFile(DOCUMENT, matrixDocument({ SMTP: smtp, IMAP: imap }));
    const all = [...smtp, ...imap];
    const wrong = all.filter(({ problem }) => problem !== null);
    expect(wrong.map(({ step, problem }) => `${step.phase} ${step.point} #${step.passage}: ${problem}`)).toEqual([]);
    // A step that did not come about this time (two relays met, say) is no failure; many of them would be.
    const missed = all.filter(({ isReached }) => !isReached).map(({ step }) => step);
    expect(missed.length > all.length / 8 ? missed : []).toEqual([]);
  },
  TIMEOUT_MS,
);

/** @returns what was found, in the order of the steps */
async function killOnTheWayBy(transport: Transport): Promise<Finding[]> {
  const numbers = Array.from({ length: LANES[transport] }, (_, index) => index + 1);
  const lanes = await Promise.all(numbers.map((number) => Lane.open(transport, number, { pipeline, dovecot, sink })));
  const lives = lanes.map((lane) => lane.born());
  try {
    await Promise.all(lives.map((life) => life.start()));
    const steps = stepsOf(await lanes[0]!.record(lives[0]!), transport, IS_EVERY);
    const findings: Finding[] = [];
    const walk = async (lane: Lane, index: number): Promise<void> => {
      for (let at = index; at < steps.length; at += lanes.length) {
        const isQueueLost = Math.floor(at / lanes.length) % 2 === 0;
        const { finding, next } = await killAt(steps[at]!, lane, lives[index]!, isQueueLost);
        findings[at] = finding;
        lives[index] = next;
      }
      expect(await lane.imbalances()).toEqual([]);
    };
    await Promise.all(lanes.map(walk));
    return findings;
  } finally {
    await Promise.all(lives.filter(({ isAlive }) => isAlive).map((life) => life.kill()));
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

async function killAt(
  step: Step,
  lane: Lane,
  life: Life,
  isQueueLost: boolean,
): Promise<{ finding: Finding; next: Life }> {
  const next = lane.born();
  const mail = lane.aMail();
  let delivered: Promise<void>;
  let isReached = true;
  if (step.phase === 'half') {
    const hangUp = await lane.deliverHalf(mail);
    await life.kill();
    hangUp();
    delivered = lane.deliver(mail);
  } else {
    await life.arm({ ...step, phase: step.phase });
    delivered = lane.deliver(mail);
    isReached = await Promise.race([life.ended.then(() => true), inVain(REACH_MS)]);
    if (!isReached) await life.kill();
  }
  const afterKill = await lane.lookAfterDeath(mail);
  await lane.minutesPass(isQueueLost);
  await next.start();
  const problem = await delivered
    .then(() => lane.settled(mail))
    .then(
      () => null,
      (error: Error) => `${error.message}\n${next.log}`,
    );
  const afterRestart = await lane.look(mail);
  return { finding: { step, isReached, afterKill, afterRestart, problem: problem ?? problemOf(afterRestart) }, next };
}

/** Messages = e-mails, attachments = attachments, automatic replies = 1, one outcome for each delivery. */
function problemOf(found: Found): string | null {
  const created = found.outcomes.filter((outcome) => outcome !== 'duplicate');
  const isRight =
    created.join() === 'created' &&
    found.messages === 1 &&
    found.attachments === 2 &&
    found.replies.join() === 'sent' &&
    found.isAcknowledged &&
    found.repliesSent === 1;
  return isRight ? null : JSON.stringify(found);
}

function inVain(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
