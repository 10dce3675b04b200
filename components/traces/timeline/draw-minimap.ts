import type { FlameLook } from '@/components/charts/flame/bar-painter';
import { leftPx, pixelScale, rightPx } from '@/components/charts/flame/flame-lanes';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import type { TraceColumns } from '@/lib/telemetry/trace/columns';

const most = 4000;

/** Spans of the picture: all of a small trace, an even choice of a large one, and in either all that failed. */
export function pickSpans({ count }: TraceColumns, mark: Uint8Array): { plain: number[]; failed: number[] } {
  const step = Math.max(1, Math.ceil(count / most));
  const plain: number[] = [];
  const failed: number[] = [];
  for (let at = 0; at < count; at++) {
    if (mark[at] !== 0 && failed.length < most) failed.push(at);
    else if (at % step === 0) plain.push(at);
  }
  return { plain, failed };
}

/** The whole trace at a glance: every span a thin line, in the order of the tree; what failed lies on top. */
export function drawMinimap(
  pen: CanvasRenderingContext2D,
  columns: TraceColumns,
  look: FlameLook & { mark: Uint8Array },
  palette: FlamePalette,
  size: { width: number; height: number; dpr: number; lengthUs: number },
): void {
  const { width, height, dpr, lengthUs } = size;
  const scale = pixelScale({ from: 0, to: lengthUs }, width);
  const room = height - 4 * dpr;
  const line = Math.max(dpr, Math.min(3 * dpr, Math.floor(room / Math.max(1, columns.count))));
  const paint = (at: number, colour: string | undefined) => {
    const start = columns.start[at] ?? 0;
    const left = leftPx(scale, start);
    const right = Math.max(rightPx(scale, start, columns.end[at] ?? 0), left + dpr);
    const top = 2 * dpr + Math.floor((at / Math.max(1, columns.count)) * room);
    pen.fillStyle = colour ?? palette.text;
    pen.globalAlpha = look.pale[at] === 1 ? 0.25 : 1;
    pen.fillRect(Math.min(left, width - dpr), top, right - left, line);
  };
  const { plain, failed } = pickSpans(columns, look.mark);
  for (const at of plain) paint(at, palette.fills[look.fill[at] ?? 0]);
  for (const at of failed) paint(at, palette.marks[look.mark[at] ?? 0]);
  pen.globalAlpha = 1;
}
