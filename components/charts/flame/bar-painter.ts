import { leftPx, type PixelScale, rightPx } from './flame-lanes';
import type { FlamePalette } from './flame-palette';

/** How a bar is filled: the three read apart without colour. */
export const [solid, hatched, outline] = [0, 1, 2] as const;

/** Lines along the lower edges of bars: those of frame `i` are at `first[i]` up to, not with, `first[i + 1]`. */
export type FlameLines = { first: Int32Array; from: Float64Array; to: Float64Array };

/** What each bar looks like, by frame. */
export type FlameLook = {
  /** Place in the palette's fills. */
  fill: Uint8Array;
  /** `solid`, `hatched` or `outline`. */
  style: Uint8Array;
  /** Place in the palette's marks; 0: none. Null: no bar has one. */
  mark: Uint8Array | null;
  /** 0 as it is, 1 pale. */
  pale: Uint8Array;
  lines: FlameLines | null;
  label: (frame: number) => string;
};

const paleAlpha = 0.28;

/** Paints bars of one drawing; patterns and the widths of texts are kept while it lives. All lengths are device pixels. */
export class BarPainter {
  #patterns = new Map<string, CanvasPattern | string>();
  #widths = new Map<string, number>();

  constructor(
    readonly pen: CanvasRenderingContext2D,
    readonly palette: FlamePalette,
    readonly dpr: number,
  ) {}

  bar(look: FlameLook, frame: number, left: number, top: number, width: number, height: number): void {
    const { pen, palette, dpr } = this;
    const fill = look.fill[frame] ?? 0;
    const colour = palette.fills[fill] ?? palette.fg;
    const style = look.style[frame] ?? solid;
    pen.globalAlpha = look.pale[frame] === 1 ? paleAlpha : 1;
    if (style === solid || width < 3 * dpr) {
      pen.fillStyle = colour;
      if (style === outline) pen.globalAlpha *= 0.7;
      pen.fillRect(left, top, width, height);
    } else {
      pen.fillStyle = style === hatched ? this.#hatch(colour) : palette.surface;
      pen.fillRect(left, top, width, height);
      pen.strokeStyle = colour;
      pen.lineWidth = dpr;
      pen.strokeRect(left + dpr / 2, top + dpr / 2, width - dpr, height - dpr);
    }
    const mark = look.mark?.[frame] ?? 0;
    if (mark > 0) this.#mark(mark, left, top, width, height);
    pen.globalAlpha = 1;
  }

  /** The lines of a frame below its bar's own drawing; no longer than the axis is. */
  lines({ first, from, to }: FlameLines, frame: number, scale: PixelScale, bottom: number): void {
    const { pen, palette, dpr } = this;
    const stop = first[frame + 1] ?? 0;
    pen.fillStyle = palette.fg;
    for (let at = first[frame] ?? 0; at < stop; at++) {
      const left = Math.max(0, leftPx(scale, from[at] ?? 0));
      const right = Math.min(scale.width, rightPx(scale, from[at] ?? 0, to[at] ?? 0));
      if (right > left) pen.fillRect(left, bottom - 2 * dpr, right - left, 2 * dpr);
    }
  }

  /** Text within a bar, cut to its room; nothing where not even two letters fit. */
  label(look: FlameLook, frame: number, left: number, top: number, width: number, height: number): void {
    const { pen, palette, dpr } = this;
    const inset = look.mark?.[frame] ? 16 * dpr : 4 * dpr;
    const room = width - inset - 3 * dpr;
    if (room < 14 * dpr) return;
    // No letter of a long name is looked at that cannot be seen.
    const text = look.label(frame).slice(0, Math.ceil(room / dpr));
    const length = this.#width(text);
    // A pale bar is more ground than colour, a hatched one and an outline are too.
    const isFull = look.pale[frame] !== 1 && (look.style[frame] ?? solid) === solid;
    pen.fillStyle = isFull ? (palette.inks[look.fill[frame] ?? 0] ?? palette.fg) : palette.fg;
    pen.globalAlpha = look.pale[frame] === 1 ? 0.75 : 1;
    const middle = top + height / 2;
    if (length <= room) pen.fillText(text, left + inset, middle);
    else {
      const fits = Math.max(1, Math.floor((text.length * (room - 6 * dpr)) / length));
      // Made narrower where its letters are wider than most: to clip each of hundreds costs more than to write them.
      pen.fillText(`${text.slice(0, fits)}…`, left + inset, middle, room);
    }
    pen.globalAlpha = 1;
  }

  setFont(px: number, weight = ''): void {
    this.pen.font = `${weight} ${px * this.dpr}px ${this.palette.font}`;
    this.pen.textBaseline = 'middle';
    this.pen.textAlign = 'left';
  }

  #mark(mark: number, left: number, top: number, width: number, height: number): void {
    const { pen, palette, dpr } = this;
    const colour = palette.marks[mark] ?? palette.fg;
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    if (width < 4 * dpr) {
      pen.fillRect(left, top, Math.max(width, 2 * dpr), height);
      return;
    }
    pen.lineWidth = 1.5 * dpr;
    pen.strokeRect(left + 0.75 * dpr, top + 0.75 * dpr, width - 1.5 * dpr, height - 1.5 * dpr);
    if (width < 16 * dpr) return;
    pen.fillRect(left, top, 12 * dpr, height);
    // A point of exclamation, for those who do not tell the colours apart.
    pen.fillStyle = palette.markInks[mark] ?? palette.surface;
    pen.fillRect(left + 5 * dpr, top + height * 0.22, 2 * dpr, height * 0.34);
    pen.fillRect(left + 5 * dpr, top + height * 0.66, 2 * dpr, Math.max(2, 2 * dpr));
  }

  #width(text: string): number {
    const known = this.#widths.get(text);
    if (known !== undefined) return known;
    const width = this.pen.measureText(text).width;
    this.#widths.set(text, width);
    return width;
  }

  #hatch(colour: string): CanvasPattern | string {
    const known = this.#patterns.get(colour);
    if (known !== undefined) return known;
    const made = hatchPattern(this.pen, colour, this.palette.surface, this.dpr) ?? colour;
    this.#patterns.set(colour, made);
    return made;
  }
}

/** Thin stripes at 45° on a light ground of the same hue. */
function hatchPattern(
  pen: CanvasRenderingContext2D,
  colour: string,
  surface: string,
  dpr: number,
): CanvasPattern | null {
  const tile = document.createElement('canvas');
  const size = Math.max(4, Math.round(6 * dpr));
  tile.width = size;
  tile.height = size;
  const ink = tile.getContext('2d');
  if (ink === null) return null;
  ink.fillStyle = surface;
  ink.fillRect(0, 0, size, size);
  ink.globalAlpha = 0.22;
  ink.fillStyle = colour;
  ink.fillRect(0, 0, size, size);
  ink.globalAlpha = 0.45;
  ink.strokeStyle = colour;
  ink.lineWidth = dpr;
  ink.beginPath();
  for (const shift of [-size, 0, size]) {
    ink.moveTo(shift, size);
    ink.lineTo(shift + size, 0);
  }
  ink.stroke();
  return pen.createPattern(tile, 'repeat');
}
