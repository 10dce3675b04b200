'use client';

import { useTranslations } from 'next-intl';
import type { PluginCopy, PluginState } from '@/lib/apisix/plugins-in-force';

/** Every place where the plugin is configured for this route, and which of them runs. Nothing to say for one on the route. */
export function PluginCopies({ state }: { state: PluginState }) {
  const t = useTranslations('plugins');
  const { copies, inForce } = state;
  if (copies.length === 0 || copies.every(({ place }) => place === 'route')) return null;
  const runs = (copy: PluginCopy) => inForce.some(({ place, id }) => place === copy.place && id === copy.id);
  return (
    <div>
      <h3 className="text-2xs text-subtle">{t('copies')}</h3>
      <ul className="mt-0.5 divide-y rounded-md border text-xs">
        {copies.map((copy) => (
          <li className="flex flex-wrap items-center gap-x-2 px-2 py-1" key={`${copy.place} ${copy.id}`}>
            <span>{t('copy', { place: t(`place.${copy.place}`), name: copy.name || copy.id })}</span>
            <span className="ml-auto text-muted">
              {t(runs(copy) ? 'copyRuns' : copy.disabled ? 'copyDisabled' : 'copyHidden')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
