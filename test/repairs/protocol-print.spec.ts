import { execFileSync } from 'node:child_process';
import { findProtocol } from '../../src/repairs/protocol-document.query.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';
import { systemProgram } from '../support/system-programs.js';
import { NOON, openRepairOffice, type RepairOffice } from './repair-office.js';

let db: TestDatabase;
let office: RepairOffice;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
});
afterAll(() => db.close());

/** The words of a PDF, blanks and line ends as single blanks. */
function textOf(pdf: Buffer): string {
  const { path, env } = systemProgram('pdftotext');
  const text = execFileSync(path, ['-layout', '-', '-'], { input: pdf, env: env });
  return text.toString('utf8').replace(/\s+/g, ' ');
}

async function printed(id: number): Promise<Buffer> {
  const document = (await findProtocol(db.dataSource.manager, id))!;
  return office.printer.print(document, document.revisions.at(-1)!, { at: NOON, by: 'Jan Testowy' });
}

const stored = async (id: number) => {
  const { revisions } = (await findProtocol(db.dataSource.manager, id))!;
  return office.blobs.get(revisions.at(-1)!.pdfSha256!);
};

describe('the printed protocol', () => {
  it('says all that the office wants to read, in Polish letters', async () => {
    const { id, number, ticket, asset } = await office.anApproved({
      receivedByName: 'Żaneta Źdźbło-Łącka',
      remarks: 'Zażółć gęślą jaźń.',
    });
    const text = textOf(await stored(id));

    for (const part of [
      'Urząd Miasta',
      'Wydział Organizacyjny',
      `Protokół naprawy nr ${number}`,
      ticket.number,
      '2026-03-10',
      asset.inventoryNumber,
      asset.serialNumber!,
      'komputer stacjonarny',
      'Dell OptiPlex 7010',
      'Komputer uruchamia się 15 minut, dysk głośno pracuje.',
      'Uszkodzone sektory dysku – wymiana konieczna.',
      'wymiana podzespołu',
      'reinstalacja oprogramowania',
      'dysk SSD 500 GB',
      'S5Y1-77',
      '249,90 zł',
      'naprawiono',
      'Zażółć gęślą jaźń.',
      'sporządził(a)',
      'odebrał(a)',
      'Żaneta Źdźbło-Łącka',
      'zatwierdził(a)',
      'potwierdzono w systemie',
      `Generowane dnia: 2026-03-10 12:00:00 Przez: ${office.itHead.name}`,
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('niezatwierdzony');
  });

  it('of a draft says that it is none yet', async () => {
    const { id } = await office.aDraft();
    const text = textOf(await printed(id));

    expect(text).toContain('Protokół naprawy (projekt)');
    expect(text).toContain('Dokument niezatwierdzony, stan: Roboczy.');
    expect(text).toContain('Generowane dnia: 2026-03-10 12:00:00 Przez: Jan Testowy');
  });

  it('of a correction says why, and who approved it for whom', async () => {
    const { id } = await office.anApproved();
    await office.protocols.startRevision(office.technician, { id, reason: 'Pomyłka w numerze części.' }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);
    const held = { role: 'itHead', unitId: null, onBehalfOf: office.itHead.personId } as const;
    await office.decisions.approve(await anActor(db, { roles: [held] }), { id }, NOON);

    const text = textOf(await stored(id));
    expect(text).toContain('Wersja 2 (korekta). Powód korekty: Pomyłka w numerze części.');
    expect(text).toMatch(/z up\. Anna Osoba\d+/);
  });

  it('of a server says how long it was down, as it was known at the approval', async () => {
    const server = await office.anAsset('SERVER', { inKpiScope: true });
    const ticket = await office.aTicket({ triageResult: 'OUTAGE', assetId: server.id });
    const outage = await office.outages.start(
      office.technician,
      {
        inventoryNumber: server.inventoryNumber,
        cause: 'SERVER_FAILURE',
        serviceInterrupted: true,
        systemName: 'system podatkowy',
        startedAt: new Date('2026-03-10T08:00:00Z'),
        endedAt: new Date('2026-03-10T09:30:00Z'),
        description: '',
        ticketNumber: ticket.number,
        incident: null,
      },
      NOON,
    );
    const operations = [{ kind: 'COMPONENT_REPLACEMENT', description: 'zasilacz' }] as const;
    const content = { completedOn: '2026-03-10', result: 'REPAIRED', diagnosis: 'Zasilacz.', operations } as const;
    const { id } = await office.protocols.draft(office.technician, { ticketNumber: ticket.number, content }, NOON);
    await office.decisions.submit(office.technician, { id }, NOON);
    await office.decisions.approve(office.itHead, { id }, NOON);

    const text = textOf(await stored(id));
    expect(text).toContain('2026-03-10 09:00');
    expect(text).toContain('2026-03-10 10:30');
    expect(text).toContain('1 godz. 30 min');
    expect(text).toContain('system podatkowy');
    const { revisions } = (await findProtocol(db.dataSource.manager, id))!;
    expect(revisions[0]).toMatchObject({
      outageId: outage.id,
      outageStartedAt: new Date('2026-03-10T08:00:00Z'),
      outageEndedAt: new Date('2026-03-10T09:30:00Z'),
      outageDiffers: false,
    });
  });

  it('grows over as many pages as it needs', async () => {
    const parts = Array.from({ length: 80 }, (_, index) => ({
      ...{ name: `moduł pamięci ${index + 1}`, quantity: 2, serialNumber: null, source: 'magazyn' },
      grossPriceGrosze: 10_000,
    }));
    const { id } = await office.aDraft({ parts, diagnosis: 'Długi opis. '.repeat(300) });
    const text = textOf(await printed(id));

    expect(text).toContain('moduł pamięci 80');
    expect(text).toContain('Razem brutto: 16 000,00 zł');
    expect(text).toMatch(/Strona 1 z [3-9]/);
  });
});
