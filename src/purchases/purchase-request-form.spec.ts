import { readForm } from '../rendering/forms.js';
import { requestForm, typedLines, withLines } from './purchase-request-form.js';

const BODY = {
  _csrf: 'token',
  unitId: '3',
  subject: 'Laptopy',
  justification: 'Wybory.',
  planned: 'on',
  'lines.0.description': '',
  'lines.0.assetKind': 'LAPTOP',
  'lines.0.quantity': '1',
  'lines.0.unitNet': ' ',
  'lines.1.description': 'Laptop 14 cali',
  'lines.1.assetKind': 'LAPTOP',
  'lines.1.quantity': '10',
  'lines.1.unitNet': '4 500',
  'lines.1.unitGross': '',
  'lines.1.cpv': '30213100-6',
  'lines.4.description': 'Toner',
  'lines.4.assetKind': 'NONE',
  'lines.4.quantity': 'kilka',
  'lines.4.unitNet': '100',
  'lines.4.unitGross': '50',
};

describe('the form of a request', () => {
  it('drops blank lines and counts the others from 0 again', () => {
    const lines = typedLines(BODY);
    expect(lines.map(({ description }) => description)).toEqual(['Laptop 14 cali', 'Toner']);
    expect(withLines(BODY, lines)).toMatchObject({ subject: 'Laptopy', 'lines.1.description': 'Toner' });
    expect(withLines(BODY, lines)).not.toHaveProperty(['lines.4.description']);
  });

  it('takes a missing gross price for the net one with VAT, and NONE for nothing of the register', () => {
    const body = withLines(BODY, typedLines(BODY).slice(0, 1));
    expect(readForm(requestForm, body)).toMatchObject({
      ok: true,
      data: {
        unitId: 3,
        planned: true,
        budgetLineId: null,
        lines: [
          { assetKind: 'LAPTOP', quantity: 10, unitNetGrosze: 450_000, unitGrossGrosze: 553_500, cpv: '30213100-6' },
        ],
      },
    });
  });

  it('names the line and field that is wrong', () => {
    const form = readForm(requestForm, withLines(BODY, typedLines(BODY)));
    expect(form.errors).toEqual({ 'lines.1.quantity': 'Podaj liczbę całkowitą.' });
    expect(form.summary).toMatchObject([{ field: 'lines.1.quantity', label: 'Liczba (poz. 2)' }]);
    const cheaper = { ...BODY, 'lines.4.quantity': '2' };
    expect(readForm(requestForm, withLines(cheaper, typedLines(cheaper))).errors).toEqual({
      'lines.1.unitGross': 'Cena brutto nie może być niższa niż netto.',
    });
  });

  it('a request without lines is a draft that can be kept', () => {
    expect(readForm(requestForm, { unitId: '3', subject: 'x' })).toMatchObject({ ok: true, data: { lines: [] } });
  });
});
