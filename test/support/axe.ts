import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Accessibility problems of the page as it is now, by the rules of WCAG 2.2 A and AA.
 * @returns one line per problem: rule, what to do, where; empty when there are none
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // The page's CSP refuses a script element, so the source is evaluated by the debugger's protocol, which it allows.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const results = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: { type: 'tag', values: tags },
    });
    return results.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      targets: nodes.map((node) => node.target.join(' ')),
    }));
  });
  return violations.flatMap(({ id, help, targets }) => targets.map((target) => `${id}: ${help} (${target})`));
}
