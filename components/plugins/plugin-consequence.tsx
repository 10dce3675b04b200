'use client';

import { useTranslations } from 'next-intl';
import { isSwitchedOn, offConsequences, onConsequences } from '@/lib/apisix/plugin-consequence';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import { joinSentences } from '@/lib/i18n/sentences';

/** What the other position of the switch would really do from here. */
export function PluginConsequence({ state }: { state: PluginState }) {
  const t = useTranslations('plugins');
  const found = isSwitchedOn(state) && state.status !== 'off' ? offConsequences(state) : onConsequences(state);
  return (
    <p className="text-pretty text-muted" data-slot="plugin-consequence">
      {joinSentences(
        found.map(({ key, place, name, count }) =>
          t(`inForce.consequence.${key}`, { place: t(`place.${place}`), name, count }),
        ),
      )}
    </p>
  );
}
