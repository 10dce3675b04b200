'use client';

import { useTranslations } from 'next-intl';
import { chip, type PluginState } from '@/lib/apisix/plugins-in-force';
import { joinSentences } from '@/lib/i18n/sentences';
import { useChipWords } from './plugin-chip';

/** A state in sentences: why it is so, and what limits it. */
export function PluginStateText({ state }: { state: PluginState }) {
  const t = useTranslations('plugins');
  const { why } = useChipWords()(state.plugin, chip(state));
  const sentences = [why];
  if (state.inForce.length > 1 && state.status === 'on') sentences.push(t('inForce.twiceTracer'));
  if (state.hasScript) sentences.push(t('inForce.script'));
  if (state.missing.length > 0)
    sentences.push(t('missing.label', { parts: state.missing.map((part) => t(`missing.${part}`)).join(', ') }));
  return <p className="text-pretty text-muted">{joinSentences(sentences)}</p>;
}
