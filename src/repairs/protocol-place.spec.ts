import { placeContradiction } from './protocol-place.js';

const SYMBOLS: Record<number, string> = { 1: 'WF', 2: 'WE' };
const place = (unitId: number | null, room: string | null) => ({
  unitId,
  unitSymbol: unitId === null ? null : SYMBOLS[unitId]!,
  room,
});

it.each([
  ['the same place', place(1, '112'), place(1, '112')],
  ['the same room written otherwise', place(1, 'pok. 112 A'), place(1, '112a')],
  ['a room that the protocol leaves out', place(1, null), place(1, '112')],
  ['a place that the register does not know', place(1, '112'), place(null, '')],
])('%s is no contradiction', (_rule, protocol, register) => {
  expect(placeContradiction(protocol, register)).toBeNull();
});

it.each([
  ['another room', place(1, '20'), place(1, '112'), 'W ewidencji: WF, pok. 112, w protokole: WF, pok. 20.'],
  ['another unit', place(2, null), place(1, '112'), 'W ewidencji: WF, pok. 112, w protokole: WE.'],
])('%s is one', (_rule, protocol, register, text) => {
  expect(placeContradiction(protocol, register)).toContain(text);
});
