import type { IndicatorId } from './year-figures.js';

interface IndicatorNames {
  name: string;
  /** What the numerator and the denominator are made of. */
  numerator: string;
  denominator: string;
}

/** Short Polish names beside the card's own long ones. */
export const INDICATOR_NAMES: Record<IndicatorId, IndicatorNames> = {
  1: {
    name: 'Dostępność systemów',
    numerator: 'minuty pracy urzędu bez przestoju',
    denominator: 'minuty minimalnego czasu pracy urzędu',
  },
  2: {
    name: 'Naprawy sprzętu',
    numerator: 'protokoły napraw z wymianą podzespołów lub reinstalacją oprogramowania',
    denominator: 'komputery, drukarki i inny sprzęt w ewidencji',
  },
  3: {
    name: 'Zakupy komputerów',
    numerator: 'komputery odebrane w ciągu roku',
    denominator: 'komputery w ewidencji',
  },
};
