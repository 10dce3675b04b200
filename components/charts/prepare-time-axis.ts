/**
 * Labels for places on a time axis in the viewer's zone: as fine as the steps are, with the day where it changes.
 * `placesS` are epoch seconds, ascending.
 */
export function timeAxisLabels(placesS: readonly number[], locale: string, timeZone?: string): string[] {
  const stepS = smallestStep(placesS);
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(stepS < 60 ? { second: '2-digit' as const } : {}),
    // A range of a second or two: five labels that say the same would be no axis.
    ...(stepS < 1 ? { fractionalSecondDigits: stepS < 0.1 ? (2 as const) : (1 as const) } : {}),
    hourCycle: 'h23',
    ...zone,
  });
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...zone });
  let before: string | null = null;
  return placesS.map((place) => {
    const date = new Date(place * 1000);
    const today = day.format(date);
    const isNewDay = before !== null && today !== before;
    before = today;
    return isNewDay || stepS >= 86_400 ? today : clock.format(date);
  });
}

/** A label of the time axis, the px of its middle and how wide it is. */
export type PlacedLabel = { text: string; atPx: number; widthPx: number };

/** The labels as they are drawn over `toPx`: one that its edge would cut is left out, since half a time is another time. */
export function wholeLabels(labels: readonly PlacedLabel[], toPx: number): string[] {
  return labels.map(({ text, atPx, widthPx }) => (atPx + widthPx / 2 <= toPx ? text : ''));
}

function smallestStep(placesS: readonly number[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (let at = 1; at < placesS.length; at++) step = Math.min(step, (placesS[at] ?? 0) - (placesS[at - 1] ?? 0));
  return step;
}

/**
 * The range a drag over `leftS … rightS` asks for, in whole epoch ms and within the axis.
 * Null when it is too short to mean a range: below one step of the data there is nothing more to see.
 */
export function draggedRange(
  leftS: number,
  rightS: number,
  axis: { fromS: number; toS: number },
): { fromMs: number; toMs: number } | null {
  const fromMs = Math.round(Math.max(Math.min(leftS, rightS), axis.fromS) * 1000);
  const toMs = Math.round(Math.min(Math.max(leftS, rightS), axis.toS) * 1000);
  return toMs - fromMs < 1000 ? null : { fromMs, toMs };
}
