import type { Category } from '../tickets/ticket-codes.js';
import type { SampleCases } from './sample-cases.js';
import type { SampleInbox } from './sample-inbox.js';
import type { Happening, SampleParts } from './sample-parts.js';
import type { SamplePerson } from './sample-people.js';
import type { ProtocolPlan } from './sample-repairs.js';
import { requestExamples } from './sample-request-examples.js';
import { OUTAGE_TEXT, type SampleText, TEXTS } from './sample-texts.js';
import type { SampleTicket, TicketPlan } from './sample-tickets.js';

const MINUTE_MS = 60_000;

/** The desk of the last days: an example of every state, whatever chance has made of the years before. */
export class SampleExamples {
  constructor(
    private readonly office: SampleParts,
    private readonly cases: SampleCases,
    private readonly inbox: SampleInbox,
  ) {}

  happenings(): Happening[] {
    return [
      ...this.fresh(),
      ...this.conversations(),
      ...this.ended(),
      ...this.repairs(),
      ...requestExamples(this.office, this.cases),
      ...this.inbox.lastHours(this.cases),
    ];
  }

  /** What has just come in. Half of it nobody has looked at yet. */
  private fresh(): Happening[] {
    const { tickets } = this.office;
    const employee = this.person('pracownik');
    return [
      this.case(this.ago(4), 'PRINTING', 'Drukarka nie drukuje', { channel: 'FORM' }),
      this.case(this.ago(11), 'ACCOUNTS', 'Uprawnienia dla nowej osoby', { channel: 'EMAIL', requester: employee }),
      this.case(this.ago(26), 'CONSUMABLES', 'Kończy się toner', { channel: 'FORM' }),
      this.case(this.ago(52), 'SECURITY', 'Kliknięty link', { channel: 'EMAIL' }),
      this.case(this.ago(75), 'TELEPHONY', 'Telefon nie działa', { channel: 'PHONE' }),
      this.case(this.ago(95), 'PROGRAMS', 'Błąd w arkuszu', { channel: 'EMAIL' }, undefined, {
        filename: 'komunikat.txt',
        contentType: 'text/plain; charset=us-ascii',
        content: Buffer.from("Run-time error '1004': Cannot run the macro 'OtworzFormularz'.\r\n"),
      }),
      this.case(this.ago(130), 'EMAIL', 'Pełna skrzynka', { channel: 'EMAIL' }, (ticket) =>
        tickets.assign(ticket, this.ago(80)),
      ),
      ...this.systemDown(),
    ];
  }

  /** A server is down now; a colleague's second report has joined the first. */
  private systemDown(): Happening[] {
    const { tickets, repairs, register, people } = this.office;
    const [requester, colleague] = people.employees.filter(({ unitSymbol }) => unitSymbol === 'WF');
    const report = (at: Date, by: SamplePerson) => {
      const [asset, technician] = [register.servers[0]!, people.technicians[0]!];
      const text = { ...OUTAGE_TEXT, body: OUTAGE_TEXT.body.replace('{system}', asset.system) };
      return this.cases.ticket(at, 'NETWORK', text, { channel: 'EMAIL', requester: by, asset, technician });
    };
    let first: SampleTicket;
    const begin = () => {
      first = report(this.ago(44), requester!);
      tickets.assign(first, this.ago(35));
      tickets.begin(first, this.ago(33));
      tickets.note(first, 'Serwer nie odpowiada, sprawdzam zasilanie w serwerowni.', this.ago(24));
      const times = { startedAt: this.ago(43), endedAt: null };
      const description = 'Serwer nie odpowiada, przyczyna ustalana.';
      const facts = { cause: 'SERVER_FAILURE', serviceInterrupted: true, description };
      tickets.link(first, 'OUTAGE', repairs.outage(first, register.servers[0]!, times, facts), false);
    };
    const join = () => tickets.merge(report(this.ago(37), colleague!), first, this.ago(30));
    return [
      { at: this.ago(44), run: begin },
      { at: this.ago(37), run: join },
    ];
  }

  /** Questions and answers. */
  private conversations(): Happening[] {
    const { tickets, people } = this.office;
    const technician = people.technicians[0]!;
    const ask = (ticket: SampleTicket, at: Date) =>
      tickets.ask(ticket, 'w celu realizacji zgłoszenia prosimy o podanie numeru inwentarzowego urządzenia.', at);
    return [
      this.case(this.day(1, 620), 'SECURITY', 'Podejrzana wiadomość', { channel: 'EMAIL', technician }, (ticket) => {
        this.begin(ticket, 630);
        tickets.note(ticket, 'Nagłówki zabezpieczone, nadawca zablokowany na bramce.', this.day(1, 660));
      }),
      this.case(this.day(2, 700), 'PROGRAMS', 'Program się zawiesza', { channel: 'EMAIL', technician }, (ticket) => {
        tickets.assign(ticket, this.day(2, 720));
        ask(ticket, this.day(1, 480));
      }),
      this.case(this.day(8, 600), 'PRINTING', 'Smugi na wydrukach', { channel: 'FORM' }, (ticket) => {
        tickets.assign(ticket, this.day(8, 640));
        ask(ticket, this.day(8, 700));
        tickets.remind(ticket, this.day(3, 700));
      }),
      this.case(this.day(1, 470), 'ACCOUNTS', 'Brak dostępu do systemu', { channel: 'EMAIL', technician }, (ticket) => {
        this.begin(ticket, 480);
        ask(ticket, this.day(1, 540));
        tickets.answer(
          ticket,
          'Dotyczy to komputera z naklejką UM-487-K-0123, konto służbowe bez zmian.',
          this.ago(18),
        );
      }),
      this.case(this.day(3, 500), 'NETWORK', 'Wolna sieć', { channel: 'EMAIL', technician }, (ticket) => {
        this.answered(ticket, this.day(2, 560));
        tickets.answer(ticket, 'Niestety od rana sieć znowu działa wolno.', this.ago(35));
      }),
      this.case(this.day(7, 500), 'PROGRAMS', 'Instalacja programu', { channel: 'EMAIL', technician }, (ticket) => {
        tickets.assign(ticket, this.day(7, 560));
        tickets.begin(ticket, this.day(6, 480));
        tickets.note(ticket, 'Czekam na nośnik instalacyjny od dostawcy.', this.day(6, 500));
      }),
    ];
  }

  /** What is over, or nearly so. */
  private ended(): Happening[] {
    const { tickets } = this.office;
    const requester = this.person('pracownik');
    return [
      this.case(this.day(2, 520), 'INSTRUCTION', 'Szkolenie z arkusza', { channel: 'EMAIL', requester }, (ticket) =>
        this.answered(ticket, this.day(1, 560)),
      ),
      this.case(this.day(6, 480), 'CONSUMABLES', 'Toner', { channel: 'FORM', requester }, (ticket) => {
        this.answered(ticket, this.day(6, 600));
        tickets.close(ticket, this.day(5, 500), 'requester');
      }),
      this.case(this.day(1, 640), 'HARDWARE', 'Myszka przestała działać', { channel: 'FORM' }, (ticket) =>
        tickets.reject(ticket, 'Sprawa nie dotyczy sprzętu ani systemów urzędu.', this.day(1, 680)),
      ),
      this.case(this.day(1, 500), 'EMAIL', 'Podpis w poczcie', { channel: 'EMAIL', requester }, (ticket) =>
        tickets.withdraw(ticket, this.day(1, 590)),
      ),
    ];
  }

  /** Repairs with a protocol in each state. */
  private repairs(): Happening[] {
    const { tickets, repairs } = this.office;
    const protocol = (ticket: SampleTicket, days: number, plan: Partial<ProtocolPlan>) => {
      tickets.assign(ticket, this.day(days, 530));
      tickets.begin(ticket, this.day(days, 560));
      repairs.protocol(ticket, { drafted: this.day(days, 600), ...plan }, { isCounted: true });
    };
    return [
      this.case(this.day(1, 500), 'HARDWARE', 'Nie działa klawiatura w laptopie', {}, (ticket) => {
        protocol(ticket, 1, {});
        tickets.wait(ticket, 'EXTERNAL_SERVICE', this.day(1, 620));
      }),
      this.case(this.day(2, 480), 'HARDWARE', 'Komputer się wyłącza', {}, (ticket) => {
        protocol(ticket, 2, {});
        tickets.wait(ticket, 'WAITING_PARTS', this.day(2, 610));
      }),
      this.case(this.day(2, 510), 'PRINTING', 'Zacięcie papieru', {}, (ticket) =>
        protocol(ticket, 2, { submitted: this.day(1, 500) }),
      ),
      this.case(this.day(3, 520), 'HARDWARE', 'Skaner zacina papier', {}, (ticket) =>
        protocol(ticket, 3, { submitted: this.day(1, 700) }),
      ),
      this.case(this.day(4, 480), 'PROGRAMS', 'System nie uruchamia się po aktualizacji', {}, (ticket) =>
        protocol(ticket, 4, {
          submitted: this.day(3, 500),
          returned: { at: this.day(2, 500), reason: 'Proszę opisać, czy dane użytkownika zostały odtworzone.' },
        }),
      ),
      this.case(this.day(5, 520), 'HARDWARE', 'Wolny komputer', {}, (ticket) =>
        protocol(ticket, 5, {
          submitted: this.day(4, 500),
          annulled: { at: this.day(4, 700), reason: 'Protokół sporządzono dla niewłaściwego urządzenia.' },
        }),
      ),
    ];
  }

  private case(
    at: Date,
    category: Exclude<Category, 'OTHER'>,
    subject: string,
    given: Partial<TicketPlan>,
    then: (ticket: SampleTicket) => void = () => undefined,
    file?: SampleText['file'],
  ): Happening {
    const text = TEXTS[category].find((each) => each.subject === subject)!;
    const run = () => then(this.cases.ticket(at, category, file ? { ...text, file } : text, given));
    return { at, run };
  }

  private begin(ticket: SampleTicket, minute: number): void {
    this.office.tickets.assign(ticket, this.day(1, minute));
    this.office.tickets.begin(ticket, this.day(1, minute + 5));
  }

  private answered(ticket: SampleTicket, at: Date): void {
    const { tickets } = this.office;
    const before = (minutes: number) => new Date(+at - minutes * MINUTE_MS);
    tickets.assign(ticket, before(35));
    tickets.begin(ticket, before(30));
    tickets.reply(ticket, `informujemy, że ${ticket.answer}`, at);
    tickets.resolve(ticket, at);
  }

  private person(account: string): SamplePerson {
    return this.office.people.byEmail(`${account}@urzad.example`);
  }

  private ago(minutes: number): Date {
    return new Date(+this.office.anchor - minutes * MINUTE_MS);
  }

  /** @param days working days before the anchor's day */
  private day(days: number, minuteOfDay: number): Date {
    return this.office.time.daysBefore(this.office.anchor, days, minuteOfDay);
  }
}
