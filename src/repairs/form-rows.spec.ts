import { rowCount, withoutRow } from './form-rows.js';

const VALUES = {
  room: '12',
  'parts.0.name': 'dysk',
  'parts.1.name': 'RAM',
  'parts.1.quantity': '2',
  'parts.2.name': '',
};

describe('rows of a form', () => {
  it.each([
    ['parts', 3],
    ['operations', 0],
    ['room', 0],
  ])('%s: %d', (group, count) => expect(rowCount(VALUES, group)).toBe(count));

  it('takes a row out and closes the gap', () => {
    expect(withoutRow(VALUES, 'parts', 0)).toEqual({
      room: '12',
      'parts.0.name': 'RAM',
      'parts.0.quantity': '2',
      'parts.1.name': '',
    });
  });

  it('leaves everything when the row is not there', () => {
    expect(withoutRow(VALUES, 'parts', 7)).toEqual(VALUES);
  });
});
