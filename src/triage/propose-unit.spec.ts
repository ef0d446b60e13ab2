import { proposeUnit } from './propose-unit.js';

const UNITS = ['WF', 'WO', 'WE', 'BOI', 'WGOŚ', 'KP'];

it.each([
  ['a signature', 'Drukarka', 'Nie drukuje.\n\nAnna Przykładowa, WF', 'WF'],
  ['the last of several', '', 'Pismo przyszło z KP.\nJan Testowy\nWE', 'WE'],
  ['without Polish letters', '', 'Maria\nWGOS', 'WGOŚ'],
  ['the subject, when the text names none', 'Skaner w BOI', 'Skaner zacina papier.', 'BOI'],
  ['no lower case: we wtorek', '', 'Przyjdziemy we wtorek.', null],
  ['not in a text all in capitals', '', 'PROSZĘ PRZYJŚĆ WE WTOREK BO NIC NIE DZIAŁA', null],
  ['nothing', '', '', null],
])('proposes a unit from %s', (_case, subject, body, unit) => {
  expect(proposeUnit(subject, body, UNITS)).toBe(unit);
});
