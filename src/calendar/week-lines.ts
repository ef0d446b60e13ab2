import type { WorkingSchedule } from './working-calendar.js';

/**
 * `poniedziałek–piątek 07:30–15:30`: neighbouring days with the same hours in one line.
 * @param weekdays the names of the days, Monday first
 */
export function weekLines({ hours }: WorkingSchedule, weekdays: readonly string[]): string[] {
  const runs: { from: number; to: number; text: string }[] = [];
  weekdays.forEach((_name, index) => {
    const day = hours[index + 1];
    if (!day) return;
    const text = `${day.opensAt}–${day.closesAt}`;
    const last = runs.at(-1);
    if (last && last.to === index - 1 && last.text === text) last.to = index;
    else runs.push({ from: index, to: index, text });
  });
  return runs.map(({ from, to, text }) => {
    const days = from === to ? weekdays[from] : `${weekdays[from]}–${weekdays[to]}`;
    return `${days} ${text}`;
  });
}
