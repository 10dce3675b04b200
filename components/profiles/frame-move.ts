import type { FlameLanes } from '@/components/charts/flame/flame-lanes';
import type { OpenedProfile } from '@/lib/telemetry/profile/open-profile';

/**
 * Where a key leads from a frame: down to its largest child, up to its parent, left and right along its lane, Home to
 * the root. -1 is no frame: any key leads to the first. Null for a key that leads nowhere.
 */
export function frameMove(key: string, frame: number, opened: OpenedProfile, lanes: FlameLanes): number | null {
  const isMove = /^(Arrow(Up|Down|Left|Right)|Home)$/.test(key);
  if (!isMove || opened.count === 0) return null;
  if (frame < 0 || key === 'Home') return 0;
  if (key === 'ArrowUp') return (opened.parent[frame] ?? -1) < 0 ? null : (opened.parent[frame] ?? null);
  if (key === 'ArrowDown') return (opened.last[frame] ?? frame) > frame ? frame + 1 : null;
  const lane = opened.lane[frame] ?? 0;
  const from = lanes.first[lane] ?? 0;
  const to = lanes.first[lane + 1] ?? 0;
  // Frames that take nothing share a place: they are told apart by their number.
  const at = lanes.order.subarray(from, to).indexOf(frame);
  const next = at + (key === 'ArrowRight' ? 1 : -1);
  return at < 0 || next < 0 || next >= to - from ? null : (lanes.order[from + next] ?? null);
}
