import { z } from 'zod';
import { readForm, refusedForm } from './forms.js';

const schema = z.object({
  subject: z.string().trim().min(1).max(10).meta({ title: 'Temat' }),
  category: z.enum(['A', 'B']).meta({ title: 'Kategoria' }),
  count: z.coerce.number().int().min(1).max(5).optional().meta({ title: 'Liczba' }),
  lines: z.array(z.object({ name: z.string().min(1).meta({ title: 'Nazwa' }) })).default([]),
});
const good = { subject: 'Toner', category: 'A' };

describe('a submitted form', () => {
  it('gives the data, without the token', () => {
    const form = readForm(schema, { ...good, _csrf: 'token' });
    expect(form).toMatchObject({ ok: true, data: { subject: 'Toner', category: 'A', lines: [] }, values: good });
    expect(form.values).not.toHaveProperty('_csrf');
  });

  it.each([
    ['a missing text', { category: 'A' }, 'subject', 'Uzupełnij to pole.'],
    ['an empty text', { ...good, subject: ' ' }, 'subject', 'Uzupełnij to pole.'],
    ['a text too long', { ...good, subject: 'x'.repeat(11) }, 'subject', 'Skróć tekst do 10 znaków.'],
    ['nothing chosen', { ...good, category: '' }, 'category', 'Wybierz jedną z możliwości.'],
    ['an unknown choice', { ...good, category: 'C' }, 'category', 'Wybierz jedną z podanych możliwości.'],
    ['a number too small', { ...good, count: '0' }, 'count', 'Podaj wartość nie mniejszą niż 1.'],
    ['no number', { ...good, count: 'dwa' }, 'count', 'Wpisz liczbę.'],
    ['a field of a line', { ...good, 'lines.0.name': '' }, 'lines.0.name', 'Uzupełnij to pole.'],
  ])('refuses %s in Polish and keeps what was typed', (_what, body, field, message) => {
    const form = readForm(schema, body);
    expect(form.ok).toBe(false);
    expect(form.errors).toEqual({ [field]: message });
    expect(form.values).toEqual(body);
  });

  it('the summary names the fields by their labels', () => {
    const { summary } = readForm(schema, { subject: '', category: 'C', 'lines.0.name': '' });
    expect(summary.map(({ field, label }) => [field, label])).toEqual([
      ['subject', 'Temat'],
      ['category', 'Kategoria'],
      ['lines.0.name', 'Nazwa (poz. 1)'],
    ]);
  });

  it('the summary follows the order of the fields, whoever refused them', () => {
    const { summary } = refusedForm(
      {},
      { 'lines.1.name': 'x', category: 'x', 'lines.0.name': 'x', subject: 'x', other: 'x' },
      schema,
    );
    expect(summary.map(({ field }) => field)).toEqual(['subject', 'category', 'lines.1.name', 'lines.0.name', 'other']);
  });

  it('fields of lines that may be left empty have their labels too', () => {
    const row = z.object({ count: z.union([z.literal(''), z.coerce.number().int().min(1)]).meta({ title: 'Ilość' }) });
    const orNone = z.preprocess((value) => value, row.nullable());
    const { summary } = readForm(z.object({ rows: z.array(orNone).default([]) }), { 'rows.0.count': 'dwa' });
    expect(summary).toEqual([{ field: 'rows.0.count', label: 'Ilość (poz. 1)', message: 'Wpisz liczbę.' }]);
  });

  it('a removed line leaves no gap, and messages stand at the right line', () => {
    const form = readForm(schema, { ...good, 'lines.2.name': 'dwa', 'lines.7.name': '', 'lines.10.name': 'dziesięć' });
    expect(form.errors).toEqual({ 'lines.1.name': 'Uzupełnij to pole.' });
    expect(form.values).toMatchObject({ 'lines.0.name': 'dwa', 'lines.1.name': '', 'lines.2.name': 'dziesięć' });
  });

  it.each(['__proto__.admin', 'constructor.prototype.admin', 'lines.__proto__.admin'])(
    'a name that reaches for a prototype is dropped: %s',
    (name) => {
      readForm(schema, { ...good, [name]: 'yes' });
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    },
  );
});
