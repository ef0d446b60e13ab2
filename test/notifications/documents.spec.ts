import type { Actor } from '../../src/access/actor.js';
import { openPurchaseOffice } from '../purchases/purchase-office.js';
import { openRepairOffice } from '../repairs/repair-office.js';
import { Helpdesk, NOON } from './helpdesk.js';

let desk: Helpdesk;
beforeEach(async () => (desk = await Helpdesk.open()));
afterEach(() => desk.close());

/** The database knows of a role what the actor claims. */
async function appoint(...actors: Actor[]): Promise<void> {
  for (const { personId, roles } of actors) {
    for (const { role, unitId, onBehalfOf } of roles) {
      await desk.db.dataSource.query(
        `INSERT INTO role_assignment (person_id, role, unit_id, valid_from, deputy_for) VALUES ($1, $2, $3, '2020-01-01', $4)`,
        [personId, role, unitId, onBehalfOf],
      );
    }
  }
}

async function emailOf({ personId }: Actor): Promise<string> {
  const [row] = await desk.db.dataSource.query<[{ email: string }]>('SELECT email FROM person WHERE id = $1', [
    personId,
  ]);
  return row.email;
}

const told = async (kind: string) =>
  (await desk.notifications()).filter((row) => row.kind === kind).map(({ recipient }) => recipient);

it('a purchase request goes from approver to approver, deputies included; who asked hears of each step', async () => {
  const office = await openPurchaseOffice(desk.db);
  const { employee, unitHead, technician, itHead, treasurer, secretary, unitId } = office;
  const deputy = await desk.staff();
  const acting = { ...deputy, roles: [{ role: 'unitHead' as const, unitId, onBehalfOf: unitHead.personId }] };
  await appoint(employee, unitHead, technician, itHead, treasurer, secretary, acting);
  const line = await office.aBudgetLine(10_000_000, '750-75023-4210');
  const id = await office.aSubmitted({ budgetLineId: line });
  await desk.tell();
  expect(await told('approval')).toEqual([await emailOf(unitHead), await emailOf(deputy)]);

  const chain = [unitHead, technician, itHead, treasurer, secretary];
  for (const [index, actor] of chain.entries()) {
    await office.approve(id, actor);
    await desk.tell();
    const next = chain[index + 1];
    if (next) expect((await told('approval')).at(-1)).toBe(await emailOf(next));
  }
  await desk.send(NOON);

  expect(await told('approval')).toHaveLength(6);
  expect(new Set(await told('purchase'))).toEqual(new Set([await emailOf(employee)]));
  const mails = desk.smtp.received;
  const asked = mails.find(({ mail }) => mail.subject?.includes('oczekuje na decyzję'))!.mail;
  expect(asked.subject).toBe('[WZ/1/2026] Wniosek WZ/1/2026 oczekuje na decyzję');
  expect(asked.text).toContain(
    '55\u00a0350,00\u00a0zł) oczekuje na Państwa decyzję: https://pogotowie.urzad.example/purchase-requests/',
  );
  const steps = mails
    .filter(({ mail }) => mail.subject?.includes('Zmiana statusu wniosku'))
    .map(({ mail }) => mail.text);
  expect(steps.some((text) => text!.includes('status wniosku nr WZ/1/2026: Złożony.'))).toBe(true);
  expect(steps.some((text) => text!.includes('status wniosku nr WZ/1/2026: Zatwierdzony.'))).toBe(true);
});

it('a protocol waits for the head of WO; the requester hears when it is approved', async () => {
  const office = await openRepairOffice(desk.db);
  await appoint(office.technician, office.itHead);
  const protocol = await office.aSubmitted();
  await desk.tell();
  expect(await told('protocol-submitted')).toEqual([await emailOf(office.itHead)]);

  await office.decisions.approve(office.itHead, { id: protocol.id }, NOON);
  await desk.tell();

  expect(await told('repair')).toEqual([office.requester.email]);
});
