import { containsForward, forwardedSender, trimReply } from './reply-trimming.js';

const QUOTED = ['> Prosimy o podanie numeru.', '> Z poważaniem'];

describe('trimReply', () => {
  it.each([
    ['Thunderbird, Polish', ['SN-1.', '', 'W dniu 12.03.2026 o 10:15, Helpdesk pisze:', ...QUOTED], 'SN-1.'],
    [
      'Thunderbird, attribution wrapped',
      ['SN-1.', '', 'W dniu 12.03.2026 o 10:15, Obsługa informatyczna Urzędu Miasta', 'pisze:', ...QUOTED],
      'SN-1.',
    ],
    [
      'Gmail, Polish',
      ['SN-1.', '', 'pt., 13 mar 2026 o 09:12 Helpdesk <helpdesk@urzad.example> napisał(a):', '', ...QUOTED],
      'SN-1.',
    ],
    [
      'Gmail, wrapped before the address',
      ['SN-1.', '', 'pt., 13 mar 2026 o 09:12 Helpdesk', '<helpdesk@urzad.example> napisał(a):', '', ...QUOTED],
      'SN-1.',
    ],
    [
      'Dnia … napisał',
      ['SN-1.', 'Dnia 12 marca 2026 10:15 Helpdesk <h@urzad.example> napisał(a):', ...QUOTED],
      'SN-1.',
    ],
    [
      'Apple Mail, Polish',
      [
        'SN-1.',
        '',
        'Wiadomość napisana przez Helpdesk <h@urzad.example> w dniu 12 mar 2026, o godz. 10:15:',
        '',
        ...QUOTED,
      ],
      'SN-1.',
    ],
    [
      'Outlook, Polish',
      [
        'SN-1.',
        '',
        '________________________________',
        'Od: Helpdesk <h@urzad.example>',
        'Wysłano: czwartek, 12 marca 2026 10:15',
        'Do: Anna',
        'Temat: Toner',
        '',
        'Prosimy o numer.',
      ],
      'SN-1.',
    ],
    [
      'Outlook, Polish, with copies and stars',
      ['SN-1.', '', '*Od:* Helpdesk', '*Wysłano:* czwartek', '*Do:* Anna', '*DW:* Jan', '*Temat:* Toner', 'stare'],
      'SN-1.',
    ],
    ['Outlook, older', ['SN-1.', '', '-----Wiadomość oryginalna-----', 'From: h', 'stare'], 'SN-1.'],
    ['Outlook, English', ['SN-1.', '', '-----Original Message-----', 'From: h', 'old'], 'SN-1.'],
    [
      'Gmail, English',
      ['SN-1.', '', 'On Thu, Mar 12, 2026 at 10:15 AM Helpdesk <h@urzad.example> wrote:', ...QUOTED],
      'SN-1.',
    ],
    [
      'English, wrapped on three lines',
      ['SN-1.', 'On Thu, Mar 12, 2026', 'at 10:15 AM Helpdesk', '<h@urzad.example> wrote:', ...QUOTED],
      'SN-1.',
    ],
    ['German', ['SN-1.', 'Am 12.03.2026 um 10:15 schrieb Helpdesk <h@urzad.example>:', ...QUOTED], 'SN-1.'],
    ['French', ['SN-1.', 'Le jeu. 12 mars 2026 à 10:15, Helpdesk <h@urzad.example> a écrit :', ...QUOTED], 'SN-1.'],
    [
      'Spanish',
      ['SN-1.', 'El jue, 12 mar 2026 a las 10:15, Helpdesk (<h@urzad.example>) escribió:', ...QUOTED],
      'SN-1.',
    ],
    ['Italian', ['SN-1.', 'Il giorno gio 12 mar 2026 alle ore 10:15 Helpdesk ha scritto:', ...QUOTED], 'SN-1.'],
    ['Dutch', ['SN-1.', 'Op do 12 mrt. 2026 om 10:15 schreef Helpdesk <h@urzad.example>:', ...QUOTED], 'SN-1.'],
    [
      'a phone that quotes without >',
      [
        'SN-1.',
        '',
        'Wysłano z iPhone’a',
        '',
        'W dniu 12.03.2026 o 10:15 Helpdesk pisze:',
        'Prosimy o numer.',
        'Pozdrawiamy',
      ],
      'SN-1.',
    ],
    [
      'answers between quoted lines',
      ['W dniu 12.03.2026 o 10:15, Helpdesk pisze:', '> Jaki numer?', 'SN-1.', '> Jaki pokój?', '112'],
      'SN-1.\n112',
    ],
    ['an answer below', ['W dniu 12.03.2026 o 10:15, Helpdesk pisze:', ...QUOTED, '', 'SN-1.'], 'SN-1.'],
    [
      'a signature',
      ['SN-1.', '', '-- ', 'Anna Przykładowa', 'WF', '', 'W dniu 12.03.2026 o 10:15, Helpdesk pisze:', ...QUOTED],
      'SN-1.',
    ],
    ['a signature and an answer below a quote', [...QUOTED, 'SN-1.', '-- ', 'Anna'], 'SN-1.'],
    ['nothing quoted', ['Dziękuję, działa.', '', 'Anna'], 'Dziękuję, działa.\n\nAnna'],
    [
      'a sentence that looks like a header',
      ['Do: kogo mam zadzwonić?', 'Od: rana nie działa.'],
      'Do: kogo mam zadzwonić?\nOd: rana nie działa.',
    ],
    [
      'a sentence ending in a colon',
      ['W dniu dzisiejszym potrzebuję:', '- toner', '- papier'],
      'W dniu dzisiejszym potrzebuję:\n- toner\n- papier',
    ],
    ['only a quote', QUOTED, QUOTED.join('\n')],
  ])('%s', (_, lines, reply) => {
    expect(trimReply(lines.join('\n')).reply).toBe(reply);
  });

  it('trusts the mark of the HTML', () => {
    expect(trimReply('SN-1.\n\nstare', 6)).toEqual({ reply: 'SN-1.', quoted: 'stare' });
  });

  it('ignores a mark with nothing above it', () => {
    expect(trimReply('stare', 0).reply).toBe('stare');
  });

  it('keeps everything it took out', () => {
    expect(trimReply(['SN-1.', 'On Thu, x wrote:', ...QUOTED].join('\n')).quoted).toContain(
      'Prosimy o podanie numeru.',
    );
  });

  it.each([
    ['dashes', '-'],
    ['blank lines', '\n'],
    ['lines of >', '>\n'],
    ['attributions without end', 'W dniu 12.03.2026 '],
    ['attributions', 'W dniu 12.03.2026 o 10:15, X pisze:\n'],
    ['header labels', 'Od: \n'],
    ['words', 'On a b wrote '],
    ['short lines', 'On x\n'],
  ])(
    'two megabytes of %s do not hang',
    (_, piece) => {
      expect(() => trimReply(piece.repeat(2_000_000 / piece.length))).not.toThrow();
    },
    4_000,
  );
});

describe('forwardedSender', () => {
  it.each([
    [
      'Gmail',
      [
        'zobaczcie',
        '---------- Forwarded message ---------',
        'Od: Jan Testowy <jan@example.net>',
        'Date: x',
        'Subject: y',
        'To: z',
      ],
      'Jan Testowy <jan@example.net>',
    ],
    [
      'Thunderbird, Polish',
      [
        '-------- Treść przekazanej wiadomości --------',
        'Temat: y',
        'Data: x',
        'Nadawca: Jan <jan@example.net>',
        'Adresat: z',
        'Do: z',
        'Temat: t',
        'Data: x',
      ],
      'Jan <jan@example.net>',
    ],
    ['a reply', ['ok', 'W dniu 1.1.2026, X pisze:', '> a'], null],
  ])('%s', (_, lines, sender) => {
    expect(forwardedSender(lines.join('\n'))).toBe(sender);
  });

  it('sees a forward', () => {
    expect(containsForward('a\n-----Wiadomość przekazana dalej-----\nOd: x')).toBe(true);
  });
});
