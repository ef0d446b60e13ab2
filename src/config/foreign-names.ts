/** Below it a name is a common word, such as PORT, that other programs use as well; so is one without a joint, as cron's MAILFROM. */
const OWN_LENGTH = 8;

/**
 * Names in the process's environment that are surely meant for us and misspelt: one or two letters away from ours, or ours with a
 * word too many. Everything else there belongs to other programs.
 * @returns the name, and ours that was probably meant
 */
export function misspelt(names: readonly string[], ours: readonly string[]): [name: string, meant: string][] {
  return names
    .filter((name) => !ours.includes(name) && name.includes('_'))
    .flatMap((name): [string, string][] => {
      const meant = ours.find((known) => known.length >= OWN_LENGTH && isNear(name, known));
      return meant === undefined ? [] : [[name, meant]];
    });
}

/** Ours that comes nearest, when it comes near at all. */
export function nearest(name: string, ours: readonly string[]): string | undefined {
  const [best] = ours
    .map((known) => ({ known, steps: name.startsWith(`${known}_`) ? 1 : distance(name.toUpperCase(), known) }))
    .filter(({ known, steps }) => steps <= Math.ceil(known.length / 4))
    .toSorted((a, b) => a.steps - b.steps);
  return best?.known;
}

function isNear(name: string, known: string): boolean {
  return name.startsWith(`${known}_`) || distance(name, known) <= (known.length >= 12 ? 2 : 1);
}

/** Letters to add, leave out, change or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, change, isSwap ? before[j - 2]! + 1 : Infinity));
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
