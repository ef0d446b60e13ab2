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
      'Dutch, the verb at the end',
      ['SN-1.', 'Op 12 mrt. 2026 om 10:15 heeft Helpdesk <h@urzad.example> het volgende geschreven:', ...QUOTED],
      'SN-1.',
    ],
    [
      'a name before the verb',
      ['SN-1.', '', 'Helpdesk <h@urzad.example> schrieb am Do., 12. März 2026, 10:15:', ...QUOTED],
      'SN-1.',
    ],
    ['Notes', ['SN-1.', '', 'Jan Testowy/UM wrote on 03/12/2026 10:15:00 AM:', ...QUOTED], 'SN-1.'],
    [
      'Zoho',
      ['SN-1.', '', '---- On Thu, 12 Mar 2026 10:15:00 +0100 Helpdesk <h@urzad.example> wrote ----', 'stare'],
      'SN-1.',
    ],
    ['GroupWise', ['SN-1.', '', '>>> Helpdesk <h@urzad.example> 12.03.2026 10:15 >>>', 'stare'], 'SN-1.'],
    ['a language that we do not read', ['SN-1.', '', '12 मार्च 2026, 10:15 Helpdesk लिखा :', ...QUOTED], 'SN-1.'],
    ['Swedish', ['SN-1.', '', 'Den tors 12 mars 2026 kl 10:15 skrev Helpdesk <h@urzad.example>:', ...QUOTED], 'SN-1.'],
    [
      'Onet',
      ['SN-1.', '', 'W dniu 2026-03-12 10:15:00 użytkownik Helpdesk <h@urzad.example> napisał:', ...QUOTED],
      'SN-1.',
    ],
    ['Roundcube', ['SN-1.', '', 'W dniu 2026-03-12 10:15, Helpdesk napisał(a):', ...QUOTED], 'SN-1.'],
    [
      'Zimbra, Polish',
      ['SN-1.', '', '----- Oryginalna wiadomość -----', 'Od: "Helpdesk" <h@urzad.example>', 'stare'],
      'SN-1.',
    ],
    [
      'Zimbra, French',
      ['SN-1.', '', '----- Mail original -----', 'De: "Helpdesk" <h@urzad.example>', 'vieux'],
      'SN-1.',
    ],
    ...(
      [
        ['German', 'Von: h', 'Gesendet: Donnerstag', 'An: Anna', 'Betreff: Toner'],
        ['French', 'De : h', 'Envoyé : jeudi', 'À : Anna', 'Objet : Toner'],
        ['Spanish', 'De: h', 'Enviado el: jueves', 'Para: Anna', 'Asunto: Toner'],
        ['Italian', 'Da: h', 'Inviato: giovedì', 'A: Anna', 'Oggetto: Toner'],
        ['Dutch', 'Van: h', 'Verzonden: donderdag', 'Aan: Anna', 'Onderwerp: Toner'],
        ['English, the date first', 'Date: Thu', 'Subject: Toner', 'From: h', 'To: Anna'],
        [
          'English, values below their labels',
          'From:',
          'h <h@urzad.example>',
          'Sent:',
          'Thursday',
          'To:',
          'Anna',
          'Subject:',
          'Toner',
        ],
      ] as const
    ).map(([language, ...block]): [string, string[], string] => [
      `a header block, ${language}`,
      ['SN-1.', '', ...block, '', 'old words'],
      'SN-1.',
    ]),
    ['a marker of another help desk', ['SN-1.', '', '##- Please type your reply above this line -##', 'old'], 'SN-1.'],
    ...[
      'Wysłane z mojego iPhone’a',
      'Sent from my iPhone',
      'Von meinem iPhone gesendet',
      'Envoyé de mon iPhone',
      'Enviado desde mi iPhone',
      'Inviato da iPhone',
      'Verstuurd vanaf mijn iPhone',
      'Pobierz aplikację Outlook dla systemu iOS',
      'Get Outlook for Android',
    ].map((sentence): [string, string[], string] => [sentence, ['SN-1.', '', sentence], 'SN-1.']),
    [
      'the attribution behind the last word',
      ['SN-1. On Thu, Mar 12, 2026 at 10:15 AM, h@urzad.example wrote:', ...QUOTED],
      'SN-1.',
    ],
    [
      'a verb of another kind',
      ['SN-1.', '', 'On 12-Mar-2026, at 10:15, Helpdesk <h@urzad.example> sent:', '', ...QUOTED],
      'SN-1.',
    ],
    ['a date and an address only', ['SN-1.', '2026/3/12 Helpdesk <h@urzad.example>', '', ...QUOTED], 'SN-1.'],
    [
      'the date and the reader only',
      ['SN-1.', '', 'Date: Thu, 12 Mar 2026 10:15:00 +0100', 'To: anna@urzad.example', '', 'old'],
      'SN-1.',
    ],
    [
      'a line and the sender only',
      ['SN-1.', '', '______________________', 'From: h@urzad.example', '', 'old'],
      'SN-1.',
    ],
    [
      'a link broken inside a quote',
      [
        'SN-1.',
        '',
        'W dniu 12.03.2026 o 10:15, Helpdesk pisze:',
        '> patrz (https://urzad.example/a',
        '_b=1)',
        '> koniec',
      ],
      'SN-1.',
    ],
    ['a signature below a rule', ['SN-1.', '', '_____________', 'Anna Przykładowa', 'tel. 111'], 'SN-1.'],
    [
      'a rule between the parts of a text',
      ['Mam dwie sprawy:', '---', 'Toner.', ...Array.from({ length: 14 }, (_, n) => `wiersz ${n}`)],
      ['Mam dwie sprawy:', '---', 'Toner.', ...Array.from({ length: 14 }, (_, n) => `wiersz ${n}`)].join('\n'),
    ],
    [
      'a sentence about a parcel',
      ['Sent from Berlin by courier.', 'Please check.'],
      'Sent from Berlin by courier.\nPlease check.',
    ],
    [
      'an answer below a separator inside a quote',
      ['> -----Original Message-----', '> From: a', '> Sent: b', '> To: c', '> Subject: d', '', 'SN-1.'],
      'SN-1.',
    ],
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
    ['rules', '\n--\n'],
    ['armour', '-----BEGIN PGP SIGNATURE-----\n'],
    ['list items', '- \n'],
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
    ...(
      [
        ['Outlook, Polish', 'Od: Jan [mailto:jan@example.net]', 'Wysłano: czwartek', 'Do: Anna', 'Temat: Toner'],
        ['Outlook, German', 'Von: Jan <jan@example.net>', 'Gesendet: Donnerstag', 'An: Anna', 'Betreff: Toner'],
        ['Outlook, French', 'De : Jan <jan@example.net>', 'Envoyé : jeudi', 'À : Anna', 'Objet : Toner'],
        [
          'Apple',
          'Begin forwarded message:',
          '',
          'From: Jan <jan@example.net>',
          'Subject: Toner',
          'Date: x',
          'To: Anna',
        ],
        [
          'Apple, quoted',
          'Początek przekazanej wiadomości:',
          '',
          '> Od: Jan <jan@example.net>',
          '> Temat: Toner',
          '> Data: x',
          '> Do: Anna',
        ],
        [
          'Gmail, Italian',
          '---------- Forwarded message ---------',
          'Da: Jan <jan@example.net>',
          'Date: x',
          'Subject: y',
          'To: z',
        ],
        [
          'Yahoo, Spanish',
          '----- Mensaje reenviado -----',
          'De: Jan <jan@example.net>',
          'Para: z',
          'Enviado: x',
          'Asunto: y',
        ],
        [
          'Thunderbird, Dutch',
          '-------- Doorgestuurd bericht --------',
          'Onderwerp: y',
          'Datum: x',
          'Van: Jan <jan@example.net>',
          'Aan: z',
        ],
      ] as const
    ).map(([name, ...lines]): [string, string[], string] => [
      name,
      ['Proszę o pomoc.', '', ...lines, '', 'treść'],
      'Jan <jan@example.net>',
    ]),
    ['a reply', ['ok', 'W dniu 1.1.2026, X pisze:', '> a'], null],
  ])('%s', (_, lines, sender) => {
    expect(forwardedSender(lines.join('\n'))).toBe(sender);
  });

  it('sees a forward', () => {
    expect(containsForward('a\n-----Wiadomość przekazana dalej-----\nOd: x')).toBe(true);
  });
});
