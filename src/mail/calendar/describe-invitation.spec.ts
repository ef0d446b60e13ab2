import { describeInvitation } from './describe-invitation.js';

const calendar = (method: string | null, ...lines: string[]): string =>
  [
    'BEGIN:VCALENDAR',
    ...(method ? [`METHOD:${method}`] : []),
    'BEGIN:VEVENT',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
const describeIt = (text: string, withDescription = false) =>
  describeInvitation(text, 'Europe/Warsaw', withDescription);

describe('describeInvitation', () => {
  it.each([
    ['an instant in winter', ['DTSTART:20260112T090000Z', 'DTEND:20260112T100000Z'], '2026-01-12, 10:00–11:00'],
    ['an instant in summer', ['DTSTART:20260612T090000Z', 'DTEND:20260612T100000Z'], '2026-06-12, 11:00–12:00'],
    [
      'the office’s own zone',
      ['DTSTART;TZID=Europe/Warsaw:20260312T090000', 'DURATION:PT1H30M'],
      '2026-03-12, 09:00–10:30',
    ],
    [
      'the office’s zone as Outlook calls it',
      ['DTSTART;TZID=Central European Standard Time:20260312T090000'],
      '2026-03-12, 09:00',
    ],
    [
      'another zone',
      ['DTSTART;TZID=America/New_York:20260312T090000'],
      '2026-03-12, 09:00 (strefa czasowa: America/New_York)',
    ],
    ['a zone of nobody', ['DTSTART:20260312T090000', 'DTEND:20260312T090000'], '2026-03-12, 09:00'],
    ['a whole day', ['DTSTART;VALUE=DATE:20260312', 'DTEND;VALUE=DATE:20260313'], '2026-03-12 (cały dzień)'],
    ['whole days', ['DTSTART;VALUE=DATE:20260312', 'DTEND;VALUE=DATE:20260315'], '2026-03-12 – 2026-03-14 (całe dni)'],
    ['over midnight', ['DTSTART:20260312T220000Z', 'DTEND:20260313T010000Z'], '2026-03-12, 23:00 – 2026-03-13, 02:00'],
  ])('says when: %s', (_, lines, when) => {
    expect(describeIt(calendar('REQUEST', 'SUMMARY:Zebranie', ...lines))).toBe(`Zaproszenie: Zebranie\nKiedy: ${when}`);
  });

  it('says where, from whom and that it repeats', () => {
    expect(
      describeIt(
        calendar(
          'REQUEST',
          'SUMMARY:Zebranie\\, część 1',
          'DTSTART:20260112T090000Z',
          'RRULE:FREQ=WEEKLY',
          'LOCATION:Sala 3\\; parter',
          'ORGANIZER;CN="Anna Przykładowa":mailto:anna',
          ' @urzad.example',
          'BEGIN:VALARM',
          'DESCRIPTION:Przypomnienie',
          'END:VALARM',
          'DESCRIPTION:Proszę zabrać\\nlaptop.',
        ),
        true,
      ),
    ).toBe(
      [
        'Zaproszenie: Zebranie, część 1',
        'Kiedy: 2026-01-12, 10:00',
        'Powtarzanie: spotkanie cykliczne',
        'Gdzie: Sala 3; parter',
        'Organizator: Anna Przykładowa <anna@urzad.example>',
        '',
        'Proszę zabrać\nlaptop.',
      ].join('\n'),
    );
  });

  it.each([
    ['REQUEST', 'Zaproszenie: x'],
    ['CANCEL', 'Odwołanie spotkania: x'],
    ['COUNTER', 'Propozycja innego terminu: x'],
    ['PUBLISH', 'Termin w kalendarzu: x'],
    [null, 'Termin w kalendarzu: x'],
  ])('names what is asked: %s', (method, title) => {
    expect(describeIt(calendar(method, 'SUMMARY:x'))).toBe(title);
  });

  it('says who answered what', () => {
    expect(
      describeIt(calendar('REPLY', 'SUMMARY:x', 'ATTENDEE;PARTSTAT=DECLINED;CN=Jan Testowy:mailto:jan@urzad.example')),
    ).toContain('Odpowiedź: Jan Testowy <jan@urzad.example>: odrzucono');
  });

  it.each([
    ['nothing', ''],
    ['no calendar', 'Dzień dobry'],
    ['a calendar without events', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR'],
  ])('is silent about %s', (_, text) => {
    expect(describeIt(text)).toBeNull();
  });

  it.each(['BEGIN:VEVENT\r\n', 'a;b=c', 'DTSTART:99999999T999999Z\r\n', 'a;b="c",', ' \r\n'])(
    'does not hang on two megabytes of %j',
    (piece) => {
      expect(() => describeIt(`BEGIN:VEVENT\r\n${piece.repeat(2_000_000 / piece.length)}\r\nEND:VEVENT`)).not.toThrow();
    },
    4_000,
  );
});
