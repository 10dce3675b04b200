import { percentOf } from '@/components/plugins/chip-words';
import { samplingOf } from '@/lib/apisix/plugins-in-force';
import type { ChangeOrigin, ChangeSummary, ChangeTarget, PluginConfig, PluginWish } from '@/lib/changes/dto';

type DetailKey =
  | 'alwaysOn'
  | 'alwaysOff'
  | 'ratio'
  | 'parentRatio'
  | 'parentOn'
  | 'parentOff'
  | 'names'
  | 'ids'
  | 'keys';

/** A wish in words: keys of `changes.what`, and the values that fill them in. */
type WishWords = {
  key: 'on' | 'onWith' | 'onKept' | 'off' | 'exactly' | 'exactlyPlain' | 'none' | 'metadata' | 'metadataNone' | 'file';
  values: { plugin: string; file: string };
  detail: { key: DetailKey; percent: string; keys: string } | null;
  /** It takes something back or brings something back, rather than being wished for itself. */
  frame: 'undo' | 'restore' | null;
};

/** What a change does, as a person would say it. */
export function wishWords(target: ChangeTarget, wish: PluginWish, origin: ChangeOrigin): WishWords {
  const frame = origin === 'undo' ? 'undo' : origin === 'timer' ? 'restore' : null;
  const words = (key: WishWords['key'], detail: WishWords['detail'] = null): WishWords => ({
    key,
    values: {
      plugin: target.kind === 'static_config' ? '' : target.plugin,
      file: target.kind === 'static_config' ? target.file : '',
    },
    detail,
    frame,
  });
  if (target.kind === 'static_config') return words('file');
  if (target.kind === 'plugin_metadata')
    return words(
      wish.state === 'off' || (wish.state === 'exactly' && wish.config === null) ? 'metadataNone' : 'metadata',
    );
  if (wish.state === 'off') return words('off');
  if (wish.state === 'exactly') {
    if (wish.config === null) return words('none');
    const detail = detailOf(wish.config);
    return detail && detail.key !== 'keys' ? words('exactly', detail) : words('exactlyPlain');
  }
  if (wish.config === undefined) return words('onKept');
  const detail = detailOf(wish.config);
  return detail ? words('onWith', detail) : words('on');
}

function detailOf(config: PluginConfig): WishWords['detail'] {
  const detail = (key: DetailKey, percent = '', keys = '') => ({ key, percent, keys });
  if (typeof config.sampler === 'object' && config.sampler !== null) {
    const sampling = samplingOf(config);
    if (sampling?.name === 'always_on') return detail('alwaysOn');
    if (sampling?.name === 'always_off') return detail('alwaysOff');
    if (sampling?.name === 'trace_id_ratio') return detail('ratio', percentOf(sampling.fraction));
    if (sampling?.name === 'parent_base') {
      const { root } = sampling;
      if (root.name === 'trace_id_ratio') return detail('parentRatio', percentOf(root.fraction));
      return detail(root.name === 'always_on' ? 'parentOn' : 'parentOff');
    }
  }
  if (typeof config.prefer_name === 'boolean') return detail(config.prefer_name ? 'names' : 'ids');
  const keys = Object.keys(config);
  return keys.length > 0 ? detail('keys', '', keys.join(', ')) : null;
}

/** How many of its objects are as it wished them to be: those that were written, and those that were so already. */
export function doneCount({ counts }: Pick<ChangeSummary, 'counts'>): number {
  return counts.written + counts.unchanged;
}

/** True while the server is at it, so that what is shown must be asked for again. */
export function isMoving({ status }: Pick<ChangeSummary, 'status'>): boolean {
  return status === 'running';
}

/** Whether an undo would have anything to bring back. */
export function canUndo({ status, counts, undoneBy, target }: ChangeSummary): boolean {
  return (
    counts.written + counts.unknown + counts.writing > 0 &&
    undoneBy === null &&
    status !== 'running' &&
    status !== 'planned' &&
    target.kind !== 'static_config'
  );
}

/** Objects that were meant to be written and were not: what a retry takes up. */
export function retryCount({ counts }: Pick<ChangeSummary, 'counts'>): number {
  return counts.failed + counts.conflict + counts.unknown;
}
