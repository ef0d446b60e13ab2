import { afterTheWord, ofSystem } from './system-name.js';

it.each([
  ['podatkowy', 'podatkowego'],
  ['finansowo-księgowy', 'finansowo-księgowego'],
  ['ewidencyjny', 'ewidencyjnego'],
  ['kancelaryjny', 'kancelaryjnego'],
  ['miejski', 'miejskiego'],
  ['obiegu dokumentów', 'obiegu dokumentów'],
  ['poczty elektronicznej', 'poczty elektronicznej'],
  ['poczty', 'poczty'],
  ['EZD', 'EZD'],
  ['Podatki', 'Podatki'],
])('systemu: %s, %s', (name, expected) => {
  expect(ofSystem(name)).toBe(expected);
});

it.each([
  ['System podatkowy', 'podatkowy'],
  ['systemu obiegu dokumentów', 'obiegu dokumentów'],
  [' systemowy ', 'systemowy'],
  ['EZD', 'EZD'],
])('%s is named by what stands after the word', (typed, expected) => {
  expect(afterTheWord(typed)).toBe(expected);
});
