import { cn } from './cn';

const width = 100;
const height = 20;
/** Half a stroke, so that neither the highest nor a zero is cut. */
const inset = 1;

export type SparklineProps = {
  /** Evenly spaced, from zero up; null is a gap in the line, never a zero. */
  values: readonly (number | null)[];
  /** What the line shows, in words: its text alternative. */
  label: string;
  /** Size and colour: the line has the colour of text. */
  className?: string | undefined;
};

/** The course of one number, as high as a line of text. The scale goes from zero to the greatest value. */
export function Sparkline({ values, label, className }: SparklineProps) {
  const runs = sparklineRuns(values);
  return (
    <svg
      aria-label={label}
      className={cn('h-5 w-24 text-muted', className)}
      data-slot="sparkline"
      preserveAspectRatio="none"
      role="img"
      viewBox={`0 0 ${width} ${height}`}
    >
      <path d={runs.map(area).join('')} fill="currentColor" fillOpacity={0.12} />
      <path
        d={runs.map(line).join('')}
        fill="none"
        stroke="currentColor"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={1.25}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

type Point = readonly [x: number, y: number];

/** Stretches without a gap, as points of a box of 100 × 20; nothing but zeros lies on the ground. */
export function sparklineRuns(values: readonly (number | null)[]): Point[][] {
  const most = values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
  const runs: Point[][] = [];
  let isOpen = false;
  values.forEach((value, at) => {
    if (value !== null) {
      const x = values.length === 1 ? width / 2 : inset + (at / (values.length - 1)) * (width - 2 * inset);
      const y = height - inset - (most > 0 ? value / most : 0) * (height - 2 * inset);
      if (!isOpen) runs.push([]);
      runs.at(-1)?.push([x, y]);
    }
    isOpen = value !== null;
  });
  return runs;
}

/** A value between two gaps is a dot: a line of no length with round ends. */
function line(run: readonly Point[]): string {
  return `M${run.map(([x, y]) => `${tenths(x)} ${tenths(y)}`).join('L')}${run.length === 1 ? 'h0' : ''}`;
}

function area(run: readonly Point[]): string {
  const ground = height - inset;
  return `${line(run)}V${ground}H${tenths(run[0]?.[0] ?? 0)}Z`;
}

function tenths(length: number): number {
  return Math.round(length * 10) / 10;
}
