'use client';

import { Circle, CircleDot, CircleHelp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip, type ChipTone } from '@/components/ui/chip';
import { Tooltip } from '@/components/ui/tooltip';
import type { PluginChip as PluginChipState, TelemetryPlugin } from '@/lib/apisix/plugins-in-force';
import { joinSentences } from '@/lib/i18n/sentences';
import { type ChipWords, chipWords } from './chip-words';

export type PluginChipProps = { plugin: TelemetryPlugin; chip: PluginChipState; tabIndex?: number };

const tones: Record<ChipWords['mark'], ChipTone> = {
  on: 'ok',
  off: 'quiet',
  attention: 'client_error',
  unknown: 'unknown',
};
const marks: Record<ChipWords['mark'], typeof Circle> = {
  on: CircleDot,
  off: Circle,
  attention: TriangleAlert,
  unknown: CircleHelp,
};

/** A plugin's state in force, in two words; why it is so on hover and focus. */
export function PluginChip({ plugin, chip, tabIndex }: PluginChipProps) {
  const words = useChipWords()(plugin, chip);
  const Mark = marks[words.mark];
  return (
    <Tooltip content={words.why} {...(tabIndex === undefined ? {} : { tabIndex })}>
      <Chip tone={tones[words.mark]}>
        <Mark aria-hidden />
        <span className="truncate">{words.text}</span>
      </Chip>
    </Tooltip>
  );
}

export type WordedChip = { mark: ChipWords['mark']; text: string; why: string };

/** Words a chip in the reader's language. */
export function useChipWords(): (plugin: TelemetryPlugin, chip: PluginChipState) => WordedChip {
  const t = useTranslations('plugins');
  return (plugin, chip) => {
    const words = chipWords(plugin, chip);
    const { mark, inherited } = words;
    const place = inherited ? t(`place.${inherited}`) : null;
    const state = 'percent' in words.text ? t(`chip.${words.text.key}`, words.text) : t(`chip.${words.text.key}`);
    const text = words.text.key === 'on' && place !== null ? t('chip.inherited') : state;
    const full = place && mark === 'on' ? t('chip.from', { state: text, place }) : text;
    const why = t(`why.${words.why}`, { plugin, place: place ?? t('place.route'), state });
    if (!chip.limited) return { mark, text: full, why };
    return { mark, text: `${full} · ${t('inForce.limited')}`, why: joinSentences([why, t('inForce.limitedWhy')]) };
  };
}
