import { findTicketNumber, stripReplyPrefixes } from './reply-prefix.js';

describe('stripReplyPrefixes', () => {
  it.each([
    ['Toner', 'Toner', false, false],
    ['Re: Toner', 'Toner', true, false],
    ['ODP: Re[2]: Toner', 'Toner', true, false],
    ['odpowiedź: Toner', 'Toner', true, false],
    ['Re: [ZG/2026/000123] Prośba o uzupełnienie', 'Prośba o uzupełnienie', true, false],
    ['[ZG/2026/000123] ODP: Toner', 'Toner', true, false],
    ['PD: Toner', 'Toner', false, true],
    ['Fwd: WG: Toner', 'Toner', false, true],
    ['PD: ODP: Toner', 'Toner', false, true],
    ['ODP: PD: Toner', 'Toner', true, false],
    ['RE:Toner', 'Toner', true, false],
    ['Re (3): Toner', 'Toner', true, false],
    ['Reklamacja: toner', 'Reklamacja: toner', false, false],
    ['Instalacja: program', 'Instalacja: program', false, false],
    ['', '', false, false],
    ['Re:', '', true, false],
  ])('%s', (subject, bare, isReply, isForward) => {
    expect(stripReplyPrefixes(subject)).toEqual({ bare, isReply, isForward });
  });

  it('takes ten thousand prefixes off', () => {
    expect(stripReplyPrefixes(`${'Re: '.repeat(10_000)}x`).bare).toBe('x');
  }, 4_000);
});

describe('findTicketNumber', () => {
  it.each([
    ['ODP: [ZG/2026/000214] Prośba', 'ZG/2026/000214'],
    ['zg/2026/000214', 'ZG/2026/000214'],
    ['dotyczy ZG-2026-000214', 'ZG/2026/000214'],
    ['ZG/2026/12', null],
    ['XZG/2026/000214', null],
    ['Toner', null],
  ])('%s', (subject, number) => {
    expect(findTicketNumber(subject)).toBe(number);
  });
});
