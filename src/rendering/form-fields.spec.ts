import { z } from 'zod';
import { dayField, idField, longTextField, moneyField, optional, textField, tickField } from './form-fields.js';
import { readForm } from './forms.js';

const schema = z.object({
  name: textField(5).meta({ title: 'Nazwa' }),
  text: longTextField(10),
  day: optional(dayField),
  unitId: optional(idField),
  planned: tickField,
  price: moneyField,
  gross: optional(moneyField),
});

describe('fields of forms', () => {
  it('what was filled in is read', () => {
    const body = {
      name: ' A ',
      text: 'a\r\nb ',
      day: '2026-03-10',
      unitId: '5',
      planned: 'on',
      price: '1 234,5',
      gross: '2',
    };
    expect(readForm(schema, body)).toMatchObject({
      ok: true,
      data: { name: 'A', text: 'a\nb', day: '2026-03-10', unitId: 5, planned: true, price: 123450, gross: 200 },
    });
  });

  it('what may stay empty is null, false or empty text, sent empty or not at all', () => {
    const empty = { day: null, unitId: null, planned: false, gross: null, text: '' };
    expect(readForm(schema, { name: 'A', price: '0', day: '', unitId: ' ', gross: '' })).toMatchObject({ data: empty });
    expect(readForm(schema, { name: 'A', price: '0' })).toMatchObject({ data: empty });
  });

  it('what is wrong is said in Polish, field by field', () => {
    const body = { name: '', price: 'dużo', day: '10.03.2026', unitId: 'x', gross: '-1', text: 'za długi tekst' };
    expect(readForm(schema, body)).toMatchObject({
      ok: false,
      errors: {
        name: 'Uzupełnij to pole.',
        price: 'Podaj kwotę, na przykład 1234,50.',
        day: 'Wpisz datę, np. 2026-11-23.',
        unitId: 'Wybierz jedną z podanych możliwości.',
        gross: 'Podaj kwotę, na przykład 1234,50.',
        text: 'Skróć tekst do 10 znaków.',
      },
      summary: [{ field: 'name', label: 'Nazwa' }, {}, {}, {}, {}, {}],
    });
  });

  it('a price that is missing is asked for', () => {
    expect(readForm(schema, { name: 'A', price: ' ' })).toMatchObject({ errors: { price: 'Uzupełnij to pole.' } });
  });
});
