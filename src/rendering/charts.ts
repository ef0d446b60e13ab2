import { formatNumber } from './format.js';

export type ChartTheme = 'light' | 'dark';

export interface ChartSpec {
  kind: 'bar' | 'line';
  /** Below the axis, e.g. years. */
  categories: readonly string[];
  /** A missing value (null) leaves a gap. */
  series: readonly { name: string; values: readonly (number | null)[] }[];
  /** After each number: `%`, ` min`, or nothing. */
  unit?: string;
  /** A line to be above or below. */
  target?: { value: number; label: string };
  /** Lower end of the axis, where zero would hide the differences. */
  from?: number;
  theme?: ChartTheme;
  /** pixels */
  width?: number;
  height?: number;
}

/** Without quotation marks: the renderer does not escape them. */
const FONT = 'system-ui, Segoe UI, Liberation Sans, sans-serif';

interface Palette {
  series: string[];
  text: string;
  /** on the first colour */
  inside: string;
  muted: string;
  line: string;
  target: string;
}

/** The colours of 1-tokens.css, which a picture cannot read. */
const PALETTES: Record<ChartTheme, Palette> = {
  light: {
    series: ['#0f5f73', '#c9822b', '#5a46b2', '#1a6a38'],
    text: '#182026',
    inside: '#ffffff',
    muted: '#566069',
    line: '#e0e4e7',
    target: '#b3251c',
  },
  dark: {
    series: ['#67c3d8', '#eac06a', '#b9adf7', '#7dd097'],
    text: '#e5e9ec',
    inside: '#05222a',
    muted: '#a1adb6',
    line: '#2a3238',
    target: '#ff9d93',
  },
};

/**
 * A chart as an SVG document, drawn on the server. It is shown as a picture with its own address, because the policy of our pages
 * forbids the style attributes that it holds; beside it stands the table with its figures.
 */
export async function chartSvg(spec: ChartSpec): Promise<string> {
  const palette = PALETTES[spec.theme ?? 'light'];
  const unit = spec.unit ?? '';
  const text = {
    color: palette.muted,
    fontFamily: FONT,
    fontSize: 13,
  };
  // It takes more memory than all pages together, and few processes ever draw.
  const { init } = await import('./echarts.js');
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: spec.width ?? 720,
    height: spec.height ?? 260,
  });
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    color: palette.series,
    textStyle: text,
    grid: {
      left: 12,
      right: 16,
      top: spec.series.length > 1 ? 40 : 24,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    ...(spec.series.length > 1 ? { legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: text } } : {}),
    xAxis: {
      type: 'category',
      data: [...spec.categories],
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: text,
    },
    yAxis: {
      type: 'value',
      min: spec.from ?? 0,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...text, formatter: (value: number) => `${formatNumber(value)}${unit}` },
    },
    series: spec.series.map(({ name, values }, index) => ({
      name,
      type: spec.kind,
      data: values.map((value) => labelled(value, spec, values, palette)),
      barMaxWidth: 60,
      symbolSize: 7,
      symbol: index === 0 ? 'circle' : 'rect',
      lineStyle: { width: 2.5 },
      itemStyle: spec.kind === 'bar' ? { borderRadius: [3, 3, 0, 0] } : {},
      label: {
        show: spec.series.length === 1,
        position: spec.kind === 'bar' ? 'insideTop' : 'top',
        color: spec.kind === 'bar' ? palette.inside : palette.text,
        fontFamily: text.fontFamily,
        fontSize: 13,
        formatter: ({ value }: { value: unknown }) =>
          typeof value === 'number' ? `${truncated(value, unit)}${unit}` : '',
      },
      ...(index === 0 && spec.target ? { markLine: targetLine(spec.target, palette, text.fontFamily) } : {}),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** A bar too low to hold its figure carries it on top. */
function labelled(value: number | null, spec: ChartSpec, values: readonly (number | null)[], palette: Palette) {
  const span = Math.max(...values.map((one) => one ?? 0), spec.target?.value ?? 0) - (spec.from ?? 0);
  const isLow = spec.kind === 'bar' && value !== null && value - (spec.from ?? 0) < span * 0.15;
  return isLow ? { value, label: { position: 'top' as const, color: palette.text } } : value;
}

function targetLine(target: NonNullable<ChartSpec['target']>, palette: Palette, fontFamily: string) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.target, type: 'dashed', width: 1.5 },
    label: { position: 'insideEndTop', color: palette.target, fontFamily, fontSize: 13, formatter: target.label },
    data: [{ yAxis: target.value }],
  };
}

/** At most two places, cut and not rounded, as everywhere where indicators are shown; percent always with both. */
function truncated(value: number, unit: string): string {
  const cut = Math.trunc(value * 100 + 1e-9) / 100;
  return (unit === '%' ? cut.toFixed(2) : String(cut)).replace('.', ',');
}
