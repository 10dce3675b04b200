import type { PluginChip, Sampling, TelemetryPlugin } from '@/lib/apisix/plugins-in-force';

/** What a chip says: keys of `plugins.chip` and `plugins.why`, and the values that fill them in. */
export type ChipWords = {
  /** On, off, or something that needs looking at: drawn as a full dot, a ring, or a triangle. */
  mark: 'on' | 'off' | 'attention' | 'unknown';
  text:
    | {
        key:
          | 'on'
          | 'off'
          | 'alwaysOn'
          | 'alwaysOff'
          | 'twice'
          | 'notLoaded'
          | 'noMetadata'
          | 'someConsumers'
          | 'unknown';
      }
    | { key: 'ratio' | 'parentRatio'; percent: string }
    | { key: 'parentOn' | 'parentOff' };
  /** Where the copy in force is, when it is not the route itself. */
  inherited: Exclude<NonNullable<PluginChip['from']>, 'route'> | null;
  why:
    | 'on'
    | 'sampled'
    | 'twice'
    | 'absent'
    | 'disabled'
    | 'filter'
    | 'samplerOff'
    | 'notLoaded'
    | 'noMetadata'
    | 'someConsumers'
    | 'unknown';
};

const offWords = {
  absent: { mark: 'off', text: { key: 'off' }, why: 'absent' },
  disabled: { mark: 'off', text: { key: 'off' }, why: 'disabled' },
  filter: { mark: 'off', text: { key: 'off' }, why: 'filter' },
  sampler_off: { mark: 'off', text: { key: 'alwaysOff' }, why: 'samplerOff' },
  not_loaded: { mark: 'attention', text: { key: 'notLoaded' }, why: 'notLoaded' },
  no_metadata: { mark: 'attention', text: { key: 'noMetadata' }, why: 'noMetadata' },
} as const;

/** The words of a plugin's state in a table cell. They never say «off» while something is in force. */
export function chipWords(plugin: TelemetryPlugin, chip: PluginChip): ChipWords {
  const inherited = chip.from !== null && chip.from !== 'route' ? chip.from : null;
  if (chip.status === 'unknown') return { mark: 'unknown', text: { key: 'unknown' }, inherited, why: 'unknown' };
  if (chip.someConsumers)
    return { mark: 'attention', text: { key: 'someConsumers' }, inherited: null, why: 'someConsumers' };
  if (chip.status === 'off') return { ...offWords[chip.offReason ?? 'absent'], inherited };
  if (chip.twice) return { mark: 'attention', text: { key: 'twice' }, inherited: null, why: 'twice' };
  if (plugin === 'prometheus' || !chip.sampling) return { mark: 'on', text: { key: 'on' }, inherited, why: 'on' };
  return { mark: 'on', text: samplingText(chip.sampling), inherited, why: 'sampled' };
}

function samplingText(sampling: Sampling): ChipWords['text'] {
  switch (sampling.name) {
    case 'always_on':
      return { key: 'alwaysOn' };
    case 'always_off':
      return { key: 'alwaysOff' };
    case 'trace_id_ratio':
      return { key: 'ratio', percent: percentOf(sampling.fraction) };
    case 'parent_base':
      if (sampling.root.name === 'trace_id_ratio')
        return { key: 'parentRatio', percent: percentOf(sampling.root.fraction) };
      return { key: sampling.root.name === 'always_on' ? 'parentOn' : 'parentOff' };
  }
}

/** `0.1` is `10 %`; three significant digits, and a fraction above nothing is never `0 %`. */
export function percentOf(fraction: number): string {
  if (!Number.isFinite(fraction)) return '?';
  const percent = Number((fraction * 100).toPrecision(3));
  return `${percent} %`;
}
