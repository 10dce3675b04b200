import type { ChartPalette } from '@/components/charts/chart-options';
import { type FlameLines, type FlameLook, hatched, outline, solid } from '@/components/charts/flame/bar-painter';
import { type FlamePalette, flamePalette } from '@/components/charts/flame/flame-palette';
import { type FrameKind, frameKinds } from '@/lib/deepflow/profile';
import { nameOf, type OpenedProfile } from '@/lib/telemetry/profile/open-profile';
import type { ProfileHits } from '@/lib/telemetry/profile/search-profile';

/** Colour and filling of each kind; DeepFlow's names say the same in words: `[k] tcp_sendmsg`. */
const looks: Record<FrameKind, { token: string; style: number }> = {
  app: { token: '--series-1', style: solid },
  library: { token: '--series-3', style: solid },
  kernel: { token: '--series-2', style: hatched },
  gpu: { token: '--series-4', style: solid },
  object: { token: '--series-5', style: solid },
  thread: { token: '--unknown-solid', style: solid },
  process: { token: '--unknown-solid', style: solid },
  host: { token: '--unknown-solid', style: solid },
  unknown: { token: '--series-10', style: outline },
  rest: { token: '--line-strong', style: outline },
};

export function profilePalette(chart: ChartPalette): FlamePalette {
  return flamePalette(
    chart,
    frameKinds.map((kind) => looks[kind].token),
    ['--fg'],
  );
}

/** For a swatch in HTML. */
export function kindColour(kind: FrameKind): string {
  return `var(${looks[kind].token})`;
}

/** Whether the kind is drawn hatched or as an outline. */
export function kindFilling(kind: FrameKind): 'solid' | 'hatched' | 'outline' {
  return looks[kind].style === hatched ? 'hatched' : looks[kind].style === outline ? 'outline' : 'solid';
}

/** What the bars look like whatever is searched for or selected. */
export function fixedLook(opened: OpenedProfile): Pick<FlameLook, 'fill' | 'style' | 'mark' | 'label'> {
  const { count, function: functionOf, functions } = opened;
  const fill = new Uint8Array(count);
  const style = new Uint8Array(count);
  const styles = frameKinds.map((kind) => looks[kind].style);
  for (let at = 0; at < count; at++) {
    const kind = functions.kind[functionOf[at] ?? -1] ?? 0;
    fill[at] = kind;
    style[at] = styles[kind] ?? solid;
  }
  return { fill, style, mark: null, label: (frame) => nameOf(opened, frame) };
}

/** Everything but the hits. */
export function paleBeside(opened: OpenedProfile, hits: ProfileHits | null): Uint8Array {
  const pale = new Uint8Array(opened.count);
  if (hits === null) return pale;
  pale.fill(1);
  for (const frame of hits.frames) pale[frame] = 0;
  return pale;
}

/** A line below each frame of a function; null: none is selected. */
export function linesBelow(
  { count, function: functionOf, functions, start, end }: OpenedProfile,
  fn: number,
): FlameLines | null {
  const frames = functions.frames[fn] ?? 0;
  if (frames === 0) return null;
  const lines = { first: new Int32Array(count + 1), from: new Float64Array(frames), to: new Float64Array(frames) };
  let place = 0;
  for (let at = 0; at < count; at++) {
    lines.first[at] = place;
    if (functionOf[at] !== fn) continue;
    lines.from[place] = start[at] ?? 0;
    lines.to[place] = end[at] ?? 0;
    place += 1;
  }
  lines.first[count] = place;
  return lines;
}
