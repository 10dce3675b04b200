'use client';

import { useTranslations } from 'next-intl';
import { Chip } from '@/components/ui/chip';
import { type CopyRole, copyRoles } from '@/lib/apisix/copy-roles';
import type { PluginState, TelemetryPlugin } from '@/lib/apisix/plugins-in-force';

/**
 * Every place where the plugin is configured for this route, what becomes of each copy, and whose copies may decide for
 * some requests. Nothing to say for one on the route that simply runs.
 */
export function PluginCopies({ state }: { state: PluginState<TelemetryPlugin> }) {
  const t = useTranslations('plugins');
  const roles = copyRoles(state);
  const isPlain =
    state.consumers.length === 0 &&
    roles.every(({ copy, role }) => copy.place === 'route' && role === 'runs' && !copy.filtered);
  if (isPlain) return null;
  return (
    <div>
      <h3 className="text-2xs text-subtle">{t('inForce.copies')}</h3>
      <ul className="mt-0.5 divide-y rounded-md border text-xs" data-slot="plugin-copies">
        {roles.map(({ copy, role }) => (
          <Row
            filtered={copy.filtered}
            key={`${copy.place} ${copy.id}`}
            name={t('inForce.copy', { place: t(`place.${copy.place}`), name: copy.name || copy.id })}
            outcome={t(`inForce.role.${role}`)}
            runs={running.includes(role)}
          />
        ))}
        {state.consumers.map((copies) =>
          (['consumer', 'consumer_group'] as const).map((place) => (
            <ConsumerRow
              copies={copies}
              key={`${place} ${copies.disabled} ${copies.filtered} ${copies.samples}`}
              place={place}
            />
          )),
        )}
      </ul>
    </div>
  );
}

const running: readonly CopyRole[] = ['runs', 'outer'];

type RowProps = { name: string; outcome: string; filtered: boolean; disabled?: boolean; runs: boolean };

function Row({ name, outcome, filtered, disabled, runs }: RowProps) {
  const t = useTranslations('plugins.inForce');
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-2 py-1">
      <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
      {filtered ? <Chip tone="outline">{t('filtered')}</Chip> : null}
      {disabled ? <Chip tone="outline">{t('disabled')}</Chip> : null}
      <span className={runs ? 'ml-auto font-medium' : 'ml-auto text-muted'}>{outcome}</span>
    </li>
  );
}

type Copies = PluginState<TelemetryPlugin>['consumers'][number];

function ConsumerRow({ copies, place }: { copies: Copies; place: Copies['named'][number]['place'] }) {
  const t = useTranslations('plugins');
  const { named, count, filtered, disabled, effect } = copies;
  const names = named.filter((one) => one.place === place).map(({ id }) => id);
  if (names.length === 0) return null;
  // Those that are not named are counted with the last kind that is.
  const unnamed = place === named.at(-1)?.place ? count - named.length : 0;
  const listed = names.join(', ');
  return (
    <Row
      disabled={disabled}
      filtered={filtered}
      name={t('inForce.copy', {
        place: t(`place.${place}`),
        name: unnamed > 0 ? t('inForce.andMore', { names: listed, count: unnamed }) : listed,
      })}
      outcome={t(`inForce.effect.${effect}`)}
      runs={effect === 'emits' || effect === 'joins'}
    />
  );
}
