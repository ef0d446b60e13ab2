import type { z } from 'zod';
import { formatNumber } from './format.js';
import { pluralWord } from './plural.js';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const FORMATS: Record<string, string> = {
  email: 'Wpisz adres e-mail, np. jan.testowy@urzad.example.',
  url: 'Wpisz adres strony, np. https://urzad.example.',
  date: 'Wpisz datę, np. 2026-11-23.',
  time: 'Wpisz godzinę, np. 09:25.',
  datetime: 'Wpisz datę i godzinę.',
};

/**
 * Polish words for what a schema refuses, said to a person who fills in a form. (The locale that comes with zod speaks to programmers:
 * "oczekiwano, że string będzie mieć >=1 znaków".) A message written in a schema wins over these.
 */
export function polishMessage(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue.input) ? 'Uzupełnij to pole.' : typeMessage(issue.expected);
    case 'invalid_value':
      return isMissing(issue.input) ? 'Wybierz jedną z możliwości.' : 'Wybierz jedną z podanych możliwości.';
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return isMissing(issue.input) ? 'Uzupełnij to pole.' : (FORMATS[issue.format] ?? 'Popraw zapis w tym polu.');
    case 'not_multiple_of':
      return `Podaj wielokrotność ${formatNumber(Number(issue.divisor))}.`;
    case 'invalid_union':
      // The first ways of a union are usually to leave it empty; the last says what can be filled in.
      return issue.errors.at(-1)?.[0]?.message ?? 'Popraw wartość w tym polu.';
    case 'unrecognized_keys':
      return 'Formularz zawiera nieznane pola. Odśwież stronę i spróbuj ponownie.';
    default:
      return 'Popraw wartość w tym polu.';
  }
}

function isMissing(input: unknown): boolean {
  return input === undefined || input === null || input === '';
}

function typeMessage(expected: string): string {
  if (expected === 'number' || expected === 'int' || expected === 'bigint') return 'Wpisz liczbę.';
  if (expected === 'date') return 'Wpisz datę.';
  return 'Popraw wartość w tym polu.';
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  const minimum = Number(issue.minimum);
  switch (issue.origin) {
    case 'string':
      if (isMissing(issue.input) || minimum === 1) return 'Uzupełnij to pole.';
      return `Wpisz co najmniej ${formatNumber(minimum)} ${pluralWord(minimum, 'character')}.`;
    case 'array':
    case 'set':
      return minimum === 1
        ? 'Dodaj co najmniej jedną pozycję.'
        : `Dodaj co najmniej ${formatNumber(minimum)} ${pluralWord(minimum, 'item')}.`;
    default:
      return issue.inclusive === false
        ? `Podaj wartość większą niż ${formatNumber(minimum)}.`
        : `Podaj wartość nie mniejszą niż ${formatNumber(minimum)}.`;
  }
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const maximum = Number(issue.maximum);
  switch (issue.origin) {
    case 'string':
      return `Skróć tekst do ${formatNumber(maximum)} ${pluralWord(maximum, 'character.genitive')}.`;
    case 'array':
    case 'set':
      return `Zostaw najwyżej ${formatNumber(maximum)} ${pluralWord(maximum, 'item')}.`;
    default:
      return `Podaj wartość nie większą niż ${formatNumber(maximum)}.`;
  }
}
