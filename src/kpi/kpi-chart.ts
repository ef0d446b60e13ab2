import type { ChartSpec, ChartTheme } from '../rendering/charts.js';
import type { Figures } from './kpi-figures.service.js';
import { INDICATOR_NAMES } from './indicator-names.js';
import type { IndicatorId } from './year-figures.js';

/** One indicator over the years, with the target of the last of them. */
export function indicatorChart(id: IndicatorId, years: readonly Figures[], theme: ChartTheme): ChartSpec {
  const values = years.map((figures) => figureOf(figures, id)?.value ?? null);
  const last = years.at(-1);
  const target = last && figureOf(last, id);
  return {
    kind: 'bar',
    categories: years.map(({ period }) => (period.complete ? String(period.year) : `${period.year} *`)),
    series: [{ name: INDICATOR_NAMES[id].name, values }],
    unit: '%',
    ...(target?.target && target.targetPercent !== null
      ? { target: { value: target.targetPercent, label: `cel: ${target.target.toLowerCase()}` } }
      : {}),
    // Availability lies so near to 100% that an axis from zero would show three equal bars.
    ...(id === 1 ? { from: Math.floor(Math.min(99, ...values.filter((value) => value !== null))) } : {}),
    theme,
    width: 480,
    height: 260,
  };
}

/** The chart in one sentence, for those who do not see it. */
export function chartSentence(id: IndicatorId, years: readonly Figures[]): string {
  const points = years.map(
    (figures) => `${figures.period.year}: ${figureOf(figures, id)?.display ?? 'brak danych'}${verdict(figures, id)}`,
  );
  return `${INDICATOR_NAMES[id].name} w kolejnych latach – ${points.join('; ')}.`;
}

function figureOf({ indicators }: Figures, id: IndicatorId) {
  return indicators.find((figure) => figure.id === id);
}

function verdict(figures: Figures, id: IndicatorId): string {
  const met = figureOf(figures, id)?.met ?? null;
  return met === null ? '' : met ? ' (cel osiągnięty)' : ' (cel nieosiągnięty)';
}
