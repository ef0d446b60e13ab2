import { chartSvg } from './charts.js';

it('draws a bar for each value and names the target', async () => {
  const svg = await chartSvg({
    kind: 'bar',
    categories: ['2024', '2025'],
    series: [{ name: 'Naprawy', values: [9.419, 8.69] }],
    unit: '%',
    target: { value: 10, label: 'cel: mniej niż 10%' },
  });

  expect(svg).toMatch(/^<svg /);
  for (const text of ['2024', '9,41%', '8,69%', 'cel: mniej niż 10%']) expect(svg).toContain(text);
});
