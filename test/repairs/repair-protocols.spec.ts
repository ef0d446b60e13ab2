import pg from 'pg';
import { findProtocol } from '../../src/repairs/protocol-document.query.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, eventsOf } from '../support/office.js';
import { COMPLETE, NOON, openRepairOffice, type RepairOffice } from './repair-office.js';

let db: TestDatabase;
let office: RepairOffice;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
});
afterAll(() => db.close());

const read = async (id: number) => (await findProtocol(db.dataSource.manager, id))!;
const stateOf = async (id: number) => (await read(id)).revisions.map(({ state }) => state);

/** As the migration left those that were final already. */
async function forgetWriters(protocolId: number): Promise<void> {
  const superuser = new pg.Client({ connectionString: db.superuserUrl });
  await superuser.connect();
  await superuser.query(`SET session_replication_role = 'replica'`);
  await superuser.query(`UPDATE repair_protocol_revision SET written_by = '{}' WHERE protocol_id = $1`, [protocolId]);
  await superuser.end();
}

describe('a draft from a ticket', () => {
  it('is filled in with what ticket and register know', async () => {
    const asset = await office.anAsset();
    const ticket = await office.aTicket({ assetId: asset.id });
    const { id } = await office.protocols.draft(office.technician, { ticketNumber: ticket.number }, NOON);

    const document = await read(id);
    expect(document).toMatchObject({ number: null, ticket: { number: ticket.number }, asset: { id: asset.id } });
    expect(document.revisions).toMatchObject([
      {
        state: 'DRAFT',
        revision: 1,
        unitId: office.unitId,
        room: '112',
        userName: 'Żaneta Źdźbło-Łącka',
        faultReported: 'Komputer uruchamia się 15 minut, dysk głośno pracuje.',
        operations: [],
        parts: [],
      },
    ]);
    expect(await eventsOf(db, 'repair_protocol', id)).toEqual(['repair-protocol.drafted']);
    expect(await office.obligationsOf(ticket.id)).toEqual([{ kind: 'REPAIR_PROTOCOL', ref: id, state: 'OPEN' }]);
  });

  it('masks a personal identity number of the message', async () => {
    const asset = await office.anAsset();
    const ticket = await office.aTicket({ assetId: asset.id });
    await db.dataSource.query(
      `UPDATE ticket_message SET reply_text = 'PESEL 44051401359, nie działa' WHERE ticket_id = $1`,
      [ticket.id],
    );
    const { id } = await office.protocols.draft(office.technician, { ticketNumber: ticket.number }, NOON);

    expect((await read(id)).revisions[0]!.faultReported).toBe('PESEL •••••••••••, nie działa');
  });

  it('given a ticket without an asset, then it asks for one', async () => {
    const ticket = await office.aTicket();
    const draft = { ticketNumber: ticket.number };

    await expect(office.protocols.draft(office.technician, draft, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.asset-required',
      fields: { inventoryNumber: expect.any(String) },
    });
    await expect(
      office.protocols.draft(office.technician, { ...draft, inventoryNumber: 'UM-NIE-MA' }, NOON),
    ).rejects.toMatchObject({ code: 'repair-protocol.asset-unknown' });
    expect(await office.obligationsOf(ticket.id)).toEqual([{ kind: 'REPAIR_PROTOCOL', ref: null, state: 'OPEN' }]);
  });

  it('given a finished ticket, then it is refused', async () => {
    const asset = await office.anAsset();
    const ticket = await office.aTicket({ assetId: asset.id });
    await office.statuses.change(office.technician, { number: ticket.number, to: 'REJECTED', reason: 'x' }, NOON);

    await expect(
      office.protocols.draft(office.technician, { ticketNumber: ticket.number }, NOON),
    ).rejects.toMatchObject({ code: 'repair-protocol.ticket-finished' });
  });

  it('is not for employees, and not for those who may not see the ticket', async () => {
    const { ticket, id } = await office.aDraft();
    await expect(office.protocols.draft(office.requester, { ticketNumber: ticket.number }, NOON)).rejects.toMatchObject(
      { kind: 'forbidden' },
    );

    await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [ticket.id]);
    const content = { ...(await read(id)).revisions[0]!, ...COMPLETE };
    await expect(office.protocols.save(office.technician, { id, content }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.not-found',
    });
  });

  it('given somebody saved meanwhile, when an older form is saved, then nothing is overwritten', async () => {
    const { id } = await office.aDraft();
    const { edition, ...seen } = (await read(id)).revisions[0]!;
    await office.protocols.save(office.colleague, { id, edition, content: { ...seen, room: '7' } }, NOON);

    await expect(
      office.protocols.save(office.technician, { id, edition, content: { ...seen, room: '8' } }, NOON),
    ).rejects.toMatchObject({ code: 'repair-protocol.changed-meanwhile', kind: 'conflict' });
    expect((await read(id)).revisions[0]!.room).toBe('7');
  });

  it('can change its asset until it has a number', async () => {
    const { id } = await office.aDraft();
    const other = await office.anAsset('LAPTOP');
    const content = { ...(await read(id)).revisions[0]!, ...COMPLETE };
    await office.protocols.save(office.technician, { id, content, inventoryNumber: other.inventoryNumber }, NOON);
    expect((await read(id)).asset.id).toBe(other.id);

    await office.decisions.submit(office.technician, { id }, NOON);
    await office.decisions.return(office.itHead, { id, reason: 'Proszę uzupełnić.' }, NOON);
    const third = await office.anAsset();
    await expect(
      office.protocols.save(office.technician, { id, content, inventoryNumber: third.inventoryNumber }, NOON),
    ).rejects.toMatchObject({ code: 'repair-protocol.asset-fixed' });
  });

  it('thrown away, it leaves nothing but its events, and the ticket expects a protocol again', async () => {
    const { id, ticket } = await office.aDraft();
    await office.protocols.discard(office.technician, id, NOON);

    expect(await findProtocol(db.dataSource.manager, id)).toBeNull();
    expect(await eventsOf(db, 'repair_protocol', id)).toEqual(['repair-protocol.drafted', 'repair-protocol.discarded']);
    expect(await office.obligationsOf(ticket.id)).toEqual([{ kind: 'REPAIR_PROTOCOL', ref: null, state: 'OPEN' }]);
  });

  it('once submitted it cannot be thrown away', async () => {
    const { id } = await office.aSubmitted();
    await office.decisions.return(office.itHead, { id, reason: 'Proszę uzupełnić.' }, NOON);

    await expect(office.protocols.discard(office.technician, id, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.not-editable',
    });
  });
});

describe('submission', () => {
  it('given an incomplete draft, then every missing field is named and no number is taken', async () => {
    const { id } = await office.aDraft({ result: null, operations: [] });

    await expect(office.decisions.submit(office.technician, { id }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.incomplete',
      kind: 'invalid',
      fields: { result: expect.any(String), operations: expect.any(String) },
    });
    expect(await read(id)).toMatchObject({ number: null, revisions: [{ state: 'DRAFT' }] });
  });

  it('given twenty at once, among them refused ones, then the numbers have no gap', async () => {
    const year = new Date('2031-05-05T10:00:00Z');
    const drafts: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      drafts.push((await office.aDraft(n % 4 === 3 ? { result: null } : {})).id);
    }
    const outcomes = await Promise.allSettled(
      drafts.map((id) => office.decisions.submit(office.technician, { id }, year)),
    );

    const numbers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.number] : []));
    expect(numbers.toSorted((a, b) => Number(a.split('/')[1]) - Number(b.split('/')[1]))).toEqual(
      Array.from({ length: 15 }, (_, index) => `PN/${index + 1}/2031`),
    );
  });

  it('the year of the number is the local one', async () => {
    const { number } = await office.aSubmitted({}, office.technician, new Date('2032-12-31T23:30:00Z'));
    expect(number).toBe('PN/1/2033');
  });

  it('keeps its number when it comes back after a return', async () => {
    const { id, number } = await office.aSubmitted();
    await office.decisions.return(office.itHead, { id, reason: 'Brak numeru seryjnego.' }, NOON);
    expect((await read(id)).revisions).toMatchObject([{ state: 'RETURNED', returnReason: 'Brak numeru seryjnego.' }]);

    const again = await office.decisions.submit(office.technician, { id }, NOON);
    expect(again.number).toBe(number);
    expect(await eventsOf(db, 'repair_protocol', id)).toEqual([
      'repair-protocol.drafted',
      'repair-protocol.submitted',
      'repair-protocol.returned',
      'repair-protocol.submitted',
    ]);
  });
});

describe('approval', () => {
  it('by the head of WO makes the document final, prints it and fulfils the ticket', async () => {
    const { id, ticket } = await office.aSubmitted();
    await office.decisions.approve(office.itHead, { id }, NOON);

    const [revision] = (await read(id)).revisions;
    expect(revision).toMatchObject({ state: 'APPROVED', approvedBy: office.itHead.personId, approvedAt: NOON });
    expect(revision!.pdfSha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await office.blobs.get(revision!.pdfSha256!)).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await office.obligationsOf(ticket.id)).toEqual([{ kind: 'REPAIR_PROTOCOL', ref: id, state: 'MET' }]);
    const [event] = await db.dataSource.query<{ payload: object }[]>(
      `SELECT payload FROM event WHERE subject_type = 'repair_protocol' AND subject_id = $1 AND type = 'repair-protocol.approved'`,
      [id],
    );
    expect(event!.payload).toMatchObject({ revision: 1, completedOn: '2026-03-10', onBehalfOf: null });
  });

  it('of what one has prepared or submitted oneself is refused, whatever one’s roles', async () => {
    const both = await anActor(db, { roles: ['technician', 'itHead'] });
    const prepared = await office.aSubmitted({}, both);
    await expect(office.decisions.approve(both, { id: prepared.id }, NOON)).rejects.toMatchObject({
      code: 'protocol.forbidden',
      kind: 'forbidden',
    });

    const draft = await office.aDraft();
    await office.decisions.submit(both, { id: draft.id }, NOON);
    await expect(office.decisions.approve(both, { id: draft.id }, NOON)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await stateOf(prepared.id)).toEqual(['SUBMITTED']);
    expect(await stateOf(draft.id)).toEqual(['SUBMITTED']);
  });

  it('of what one has edited oneself is refused, and so is the return of it', async () => {
    const { id } = await office.aSubmitted();
    await office.decisions.return(office.itHead, { id, reason: 'Poprawiam i proszę przekazać ponownie.' }, NOON);
    const content = { ...(await read(id)).revisions[0]!, diagnosis: 'Wpis naczelnika.' };
    await office.protocols.save(office.itHead, { id, content }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    const forbidden = { code: 'protocol.forbidden', kind: 'forbidden' };
    await expect(office.decisions.approve(office.itHead, { id }, NOON)).rejects.toMatchObject(forbidden);
    await expect(office.decisions.return(office.itHead, { id, reason: 'x' }, NOON)).rejects.toMatchObject(forbidden);
    await office.decisions.approve(await anActor(db, { roles: ['itHead'] }), { id }, NOON);
    expect(await stateOf(id)).toEqual(['APPROVED']);
  });

  it('of a correction is refused to whoever wrote what it takes over', async () => {
    const second = await anActor(db, { roles: ['itHead'] });
    const { id } = await office.anApproved({}, second);
    await office.protocols.startRevision(office.technician, { id, reason: 'Błędna data zakończenia.' }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    await expect(office.decisions.approve(second, { id }, NOON)).rejects.toMatchObject({ kind: 'forbidden' });
    await office.decisions.approve(office.itHead, { id }, NOON);
  });

  it('of a correction is refused to them also when the approval is older than the record of writers', async () => {
    const [editor, submitter] = [await anActor(db, { roles: ['itHead'] }), await anActor(db, { roles: ['itHead'] })];
    const { id } = await office.aDraft();
    await office.protocols.save(editor, { id, content: (await read(id)).revisions[0]! }, NOON);
    await office.decisions.submit(submitter, { id }, NOON);
    await office.decisions.approve(office.itHead, { id }, NOON);
    await forgetWriters(id);
    await office.protocols.startRevision(office.technician, { id, reason: 'Błędna data zakończenia.' }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    for (const writer of [editor, submitter])
      await expect(office.decisions.approve(writer, { id }, NOON)).rejects.toMatchObject({ kind: 'forbidden' });
    await office.decisions.approve(office.itHead, { id }, NOON);
  });

  it('by somebody who edits at the same moment is refused, whoever comes first', async () => {
    const { id } = await office.aSubmitted();
    await office.decisions.return(office.itHead, { id, reason: 'x' }, NOON);
    const content = { ...(await read(id)).revisions[0]!, diagnosis: 'Wpis naczelnika.' };
    const [saved] = await Promise.allSettled([
      office.protocols.save(office.itHead, { id, content }, NOON),
      office.decisions.submit(office.technician, { id }, NOON),
    ]);

    const approval = office.decisions.approve(office.itHead, { id }, NOON);
    if (saved.status === 'fulfilled') await expect(approval).rejects.toMatchObject({ kind: 'forbidden' });
    else await approval;
    expect((await read(id)).revisions[0]!.diagnosis === 'Wpis naczelnika.').toBe(saved.status === 'fulfilled');
  });

  it('is not for technicians', async () => {
    const { id } = await office.aSubmitted();
    await expect(office.decisions.approve(office.colleague, { id }, NOON)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('by a deputy is recorded for both persons', async () => {
    const held = { role: 'itHead', unitId: null, onBehalfOf: office.itHead.personId } as const;
    const deputy = await anActor(db, { roles: [held] });
    const { id } = await office.aSubmitted();
    await office.decisions.approve(deputy, { id }, NOON);

    const [revision] = (await read(id)).revisions;
    expect(revision).toMatchObject({ approvedBy: deputy.personId });
    expect(revision!.approvedOnBehalfOfName).toMatch(/^Anna /);
  });

  it('of another edition than the one that was read is refused', async () => {
    const { id } = await office.aSubmitted();
    const { edition, ...content } = (await read(id)).revisions[0]!;
    await office.decisions.return(office.itHead, { id, reason: 'Proszę poprawić.' }, NOON);
    await office.protocols.save(office.technician, { id, content: { ...content, diagnosis: 'Coś innego.' } }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);

    await expect(office.decisions.approve(office.itHead, { id, edition }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.changed-meanwhile',
    });
  });

  it('given two at once, then one approves and the other is refused', async () => {
    const second = await anActor(db, { roles: ['itHead'] });
    const { id } = await office.aSubmitted();
    const outcomes = await Promise.allSettled(
      [office.itHead, second].map((actor) => office.decisions.approve(actor, { id }, NOON)),
    );

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await eventsOf(db, 'repair_protocol', id)).filter((type) => type.endsWith('approved'))).toHaveLength(1);
  });

  it.each(['DRAFT', 'RETURNED', 'APPROVED', 'ANNULLED'])('from %s is refused', async (state) => {
    const { id } = await (state === 'DRAFT' ? office.aDraft() : office.aSubmitted());
    if (state === 'RETURNED') await office.decisions.return(office.itHead, { id, reason: 'x' }, NOON);
    if (state === 'APPROVED') await office.decisions.approve(office.itHead, { id }, NOON);
    if (state === 'ANNULLED') await office.decisions.annul(office.itHead, { id, reason: 'x' }, NOON);

    await expect(office.decisions.approve(office.itHead, { id }, NOON)).rejects.toMatchObject({ kind: 'conflict' });
  });
});

describe('annulment', () => {
  it('keeps the number and makes the ticket expect a protocol again', async () => {
    const { id, ticket, number } = await office.anApproved();
    await office.decisions.annul(office.itHead, { id, reason: 'Naprawa wpisana dwa razy.' }, NOON);

    expect(await read(id)).toMatchObject({
      number,
      revisions: [{ state: 'ANNULLED', annulReason: 'Naprawa wpisana dwa razy.' }],
    });
    expect(await office.obligationsOf(ticket.id)).toEqual([{ kind: 'REPAIR_PROTOCOL', ref: null, state: 'OPEN' }]);
    const next = await office.aSubmitted();
    expect(Number(next.number.split('/')[1])).toBe(Number(number.split('/')[1]) + 1);
  });

  it('needs a reason and the head of WO', async () => {
    const { id } = await office.aSubmitted();
    await expect(office.decisions.annul(office.itHead, { id, reason: ' ' }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.reason-required',
    });
    await expect(office.decisions.annul(office.technician, { id, reason: 'x' }, NOON)).rejects.toMatchObject({
      kind: 'forbidden',
    });
    expect(await stateOf(id)).toEqual(['SUBMITTED']);
  });
});

describe('corrections', () => {
  it('given a correction, then the approved revision counts until the correction is approved', async () => {
    const { id, number } = await office.anApproved();
    const correction = { id, reason: 'Błędna data zakończenia.' };
    await office.protocols.startRevision(office.technician, correction, NOON);

    const started = await read(id);
    expect(started.revisions).toMatchObject([
      { revision: 1, state: 'APPROVED' },
      { revision: 2, state: 'DRAFT', revisionReason: 'Błędna data zakończenia.', pdfSha256: null },
    ]);
    expect(started.revisions[1]).toMatchObject({
      operations: started.revisions[0]!.operations,
      parts: started.revisions[0]!.parts,
      diagnosis: started.revisions[0]!.diagnosis,
    });

    const content = { ...started.revisions[1]!, completedOn: '2025-12-30' };
    await office.protocols.save(office.technician, { id, content }, NOON);
    const again = await office.decisions.submit(office.technician, { id }, NOON);
    await office.decisions.approve(office.itHead, { id }, NOON);

    expect(again.number).toBe(number);
    expect((await read(id)).revisions).toMatchObject([
      { state: 'APPROVED', completedOn: '2026-03-10' },
      { state: 'APPROVED', completedOn: '2025-12-30' },
    ]);
    const [event] = await db.dataSource.query<{ payload: object }[]>(
      `SELECT payload FROM event WHERE subject_id = $1 AND type = 'repair-protocol.approved' ORDER BY id DESC LIMIT 1`,
      [id],
    );
    expect(event!.payload).toMatchObject({ completedOn: '2025-12-30', previouslyCompletedOn: '2026-03-10' });
  });

  it('there is one at a time, also for two people at once', async () => {
    const { id } = await office.anApproved();
    const outcomes = await Promise.allSettled(
      [office.technician, office.colleague].map((actor) =>
        office.protocols.startRevision(actor, { id, reason: 'x' }, NOON),
      ),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('given a protocol not yet approved, then it is refused', async () => {
    const { id } = await office.aDraft();
    await expect(office.protocols.startRevision(office.technician, { id, reason: 'x' }, NOON)).rejects.toMatchObject({
      code: 'repair-protocol.revision-open',
    });
  });

  it('annulled or thrown away, it gives way to what it corrected, and the ticket stays fulfilled', async () => {
    const { id, ticket } = await office.anApproved();
    await office.protocols.startRevision(office.technician, { id, reason: 'pierwsza' }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);
    await office.decisions.annul(office.itHead, { id, reason: 'niepotrzebna' }, NOON);
    await office.protocols.startRevision(office.technician, { id, reason: 'druga' }, NOON);
    await office.protocols.discard(office.technician, id, NOON);

    expect(await stateOf(id)).toEqual(['APPROVED', 'ANNULLED']);
    expect(await office.obligationsOf(ticket.id)).toMatchObject([{ ref: id, state: 'MET' }]);
  });

  it('given an approved correction, when the protocol is annulled, then no revision counts any more', async () => {
    const { id } = await office.anApproved();
    await office.protocols.startRevision(office.technician, { id, reason: 'x' }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);
    await office.decisions.approve(office.itHead, { id }, NOON);
    await office.decisions.annul(office.itHead, { id, reason: 'x' }, NOON);

    expect(await stateOf(id)).toEqual(['ANNULLED', 'ANNULLED']);
  });
});
