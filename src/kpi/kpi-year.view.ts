import { formatNumber, formatPercent } from '../rendering/format.js';
import { blocksApproval } from './availability.js';
import { INDICATOR_NAMES } from './indicator-names.js';
import type { Figures } from './kpi-figures.service.js';
import type { YearStanding } from './kpi.service.js';
import type { IndicatorFigure } from './year-figures.js';

/** What the partial `stat` shows of an indicator. */
export function indicatorView(figure: IndicatorFigure, year: number) {
  const { name, numerator, denominator } = INDICATOR_NAMES[figure.id];
  const unit = figure.id === 1 ? ' min' : '';
  const evidenceHref = `/kpi/${year}/evidence/${figure.id}`;
  return {
    id: figure.id,
    name,
    text: figure.text ?? name,
    value: figure.display,
    detail: `${formatNumber(figure.numerator)} z ${formatNumber(figure.denominator)}${unit}`,
    target: figure.target ?? 'nieznany',
    note: figure.target === null ? 'cel nieznany' : `cel: ${lowerFirst(figure.target)}`,
    met: figure.met ?? 'unknown',
    numerator: figure.numerator,
    denominator: figure.denominator,
    numeratorOf: numerator,
    denominatorOf: denominator,
    evidenceHref,
    denominatorHref: `${evidenceHref}/denominator`,
  };
}

/** What stands out in the outages of a year. */
export function outageCounts({ availability }: Figures) {
  const counted = availability.outages.filter(({ notCounted }) => !notCounted);
  return {
    counted: counted.length,
    notCounted: availability.outages.length - counted.length,
    undocumented: availability.outages.filter(blocksApproval).length,
    open: counted.filter(({ openAtEnd }) => openAtEnd).length,
    downtimeMinutes: availability.downtimeMinutes,
  };
}

export function changeViews({ changes }: Pick<YearStanding, 'changes'>) {
  return changes.map(({ id, then, now }) => ({
    name: INDICATOR_NAMES[id].name,
    then: `${formatPercent(then.numerator, then.denominator)} (${formatNumber(then.numerator)} z ${formatNumber(then.denominator)})`,
    now: `${formatPercent(now.numerator, now.denominator)} (${formatNumber(now.numerator)} z ${formatNumber(now.denominator)})`,
  }));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
