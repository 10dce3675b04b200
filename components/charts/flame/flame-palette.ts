import type { ChartPalette } from '@/components/charts/chart-options';

/** Colours of a drawing as canvas wants them; `fills` are named by their place. */
export type FlamePalette = {
  fills: readonly string[];
  /** What is legible on each fill. */
  inks: readonly string[];
  /** Colours of the marks that a bar can carry; 0: none. */
  marks: readonly string[];
  markInks: readonly string[];
  fg: string;
  surface: string;
  grid: string;
  text: string;
  accent: string;
  font: string;
};

/** `fills` and `marks` are tokens of globals.css. */
export function flamePalette(chart: ChartPalette, fills: readonly string[], marks: readonly string[]): FlamePalette {
  const fg = chart.colour('--fg') || 'black';
  const surface = chart.colour('--surface') || 'white';
  const colours = fills.map(chart.colour);
  const markColours = marks.map(chart.colour);
  const ink = (on: string) => (contrast(on, fg) >= contrast(on, surface) ? fg : surface);
  return {
    fills: colours,
    inks: colours.map(ink),
    marks: markColours,
    markInks: markColours.map(ink),
    fg,
    surface,
    grid: chart.grid,
    text: chart.text,
    accent: chart.colour('--accent'),
    font: chart.font,
  };
}

/** WCAG's ratio of two colours written `#rrggbb` or `#rgb`; 1 where one is written otherwise. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return low === undefined || high === undefined || Number.isNaN(low + high) ? 1 : (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  // A build writes #ffffff as #fff.
  const long = hex.replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(long);
  if (match === null) return Number.NaN;
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
