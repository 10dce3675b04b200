import type { ChartMarker, ChartModel, Exemplar } from './chart-model';
import { isKnown } from './prepare-series';

/** Room around the plot in CSS px: the value axis at the left, the time axis below, flags of markers above. */
export const plotInset = { left: 64, right: 12, top: 14, bottom: 24 };

type TimeAxis = { fromS: number; toS: number };

/**
 * Markers whose flags would cover each other, as one; `x` is the part of the time axis before it, 0 … 1, and `places`
 * the same of each of them.
 */
export type MarkerGroup = { x: number; places: number[]; markers: ChartMarker[] };

/** Flags of changes and dots of calls as they lie on a chart. */
export type PlacedMarks = { groups: readonly MarkerGroup[]; exemplars: readonly PlacedExemplar[] };

/** Room that a pointer needs for each (WCAG 2.5.8), px. */
const flagRoom = 24;

/** The markers on the axis in order of time. A flag stands at the first of those that it speaks for. */
export function groupMarkers(markers: readonly ChartMarker[], axis: TimeAxis, plotWidth: number): MarkerGroup[] {
  const groups: MarkerGroup[] = [];
  const onAxis = markers.filter(({ timeS }) => timeS >= axis.fromS && timeS <= axis.toS);
  for (const marker of onAxis.sort((a, b) => a.timeS - b.timeS)) {
    const x = (marker.timeS - axis.fromS) / (axis.toS - axis.fromS);
    const last = groups.at(-1);
    if (last && (x - last.x) * plotWidth < flagRoom) {
      last.markers.push(marker);
      last.places.push(x);
    } else groups.push({ x, places: [x], markers: [marker] });
  }
  return groups;
}

/** An exemplar with its place, parts of the plot from its left and from its top, 0 … 1. `isBeyond`: it lies above the axis. */
export type PlacedExemplar = { x: number; y: number; isBeyond: boolean; exemplar: Exemplar };

/** The exemplars within the time axis, in order of time; those above the value axis at its upper edge. */
export function placeExemplars(
  exemplars: readonly Exemplar[],
  axis: TimeAxis & { low: number; high: number },
): PlacedExemplar[] {
  const { fromS, toS, low, high } = axis;
  return exemplars
    .filter(({ timeS, value }) => timeS >= fromS && timeS <= toS && isKnown(value) && value >= low)
    .map((exemplar) => ({
      x: (exemplar.timeS - fromS) / (toS - fromS),
      y: 1 - (Math.min(exemplar.value, high) - low) / (high - low),
      isBeyond: exemplar.value > high,
      exemplar,
    }))
    .sort((a, b) => a.x - b.x);
}

/** All marks of a chart that is `width` CSS px wide with its axes. */
export function placeMarks(
  { fromS, toS, markers = [], exemplars = [] }: Pick<ChartModel, 'fromS' | 'toS' | 'markers' | 'exemplars'>,
  { low, high }: { low: number; high: number },
  width: number,
): PlacedMarks {
  return {
    groups: groupMarkers(markers, { fromS, toS }, width - plotInset.left - plotInset.right),
    exemplars: placeExemplars(exemplars, { fromS, toS, low, high }),
  };
}
