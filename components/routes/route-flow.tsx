'use client';

import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { cn } from '@/components/ui/cn';
import type { RouteFlow as Flow } from '@/lib/apisix/dto';

const shownParts = 2;
const shownPlugins = 6;
const shownNodes = 3;

/** The way of a request: what it must match, the plugins it passes, where it ends. */
export function RouteFlow({ flow }: { flow: Flow }) {
  const t = useTranslations('routes');
  const { hosts, paths, methods, plugins, nodes } = flow;
  return (
    <ol
      aria-label={t('flow.label')}
      className="grid grid-cols-[minmax(0,1.2fr)_1rem_minmax(0,1.3fr)_1rem_minmax(0,1fr)] gap-y-1 max-sm:grid-cols-1"
      data-slot="route-flow"
    >
      <Step title={t('flow.match')}>
        <Parts of={hosts} otherwise={t('anyHost')} />
        <Parts of={paths} otherwise={t('noPath')} />
        <span className="font-mono text-subtle">{methods.length > 0 ? methods.join(' ') : t('allMethods')}</span>
      </Step>
      <Arrow />
      <Step className="flex-row flex-wrap content-start" title={t('flow.plugins')}>
        {plugins.length === 0 ? <span className="text-subtle">{t('flow.noPlugins')}</span> : null}
        {plugins.slice(0, shownPlugins).map(({ name, from, disabled }) => (
          <Chip
            className={cn(disabled && 'border-dashed text-subtle line-through')}
            key={`${from} ${name}`}
            title={disabled ? t('flow.disabledPlugin', { name }) : undefined}
            tone="outline"
          >
            {name}
            {from === 'route' ? null : <span className="font-normal text-subtle">· {t(`flow.place.${from}`)}</span>}
          </Chip>
        ))}
        <Rest count={plugins.length - shownPlugins} title={plugins.map(({ name }) => name).join('\n')} />
      </Step>
      <Arrow />
      <Step title={t('flow.nodes')}>
        {nodes.length === 0 ? <span className="text-subtle">{t('flow.noNodes')}</span> : null}
        {nodes.slice(0, shownNodes).map(({ address, weight }) => (
          <span className="flex min-w-0 items-baseline gap-2" key={address}>
            <span className="truncate font-mono">{address}</span>
            {weight === null || nodes.length === 1 ? null : (
              <span className="shrink-0 text-2xs text-subtle">{t('flow.weight', { weight })}</span>
            )}
          </span>
        ))}
        <Rest count={nodes.length - shownNodes} title={nodes.map(({ address }) => address).join('\n')} />
      </Step>
    </ol>
  );
}

function Step({ title, className, children }: { title: string; className?: string; children: ReactNode }) {
  return (
    <li className="min-w-0 rounded-md border bg-canvas px-3 py-1.5 text-xs">
      <span className="mb-0.5 block text-2xs text-subtle">{title}</span>
      <div className={cn('flex min-w-0 flex-col gap-0.5 [&.flex-row]:gap-1', className)}>{children}</div>
    </li>
  );
}

function Arrow() {
  return (
    <li aria-hidden className="flex items-center justify-center text-subtle max-sm:h-3 max-sm:rotate-90">
      <ChevronRight className="size-4" />
    </li>
  );
}

function Parts({ of, otherwise }: { of: string[]; otherwise: string }) {
  if (of.length === 0) return <span className="text-subtle">{otherwise}</span>;
  return (
    <span className="flex min-w-0 items-baseline gap-2" title={of.join('\n')}>
      {of.slice(0, shownParts).map((part) => (
        <span className="truncate font-mono font-medium" key={part}>
          {part}
        </span>
      ))}
      <Rest count={of.length - shownParts} title={of.join('\n')} />
    </span>
  );
}

function Rest({ count, title }: { count: number; title: string }) {
  const t = useTranslations('routes');
  if (count <= 0) return null;
  return (
    <span className="shrink-0 self-start text-2xs text-subtle" title={title}>
      {t('flow.more', { count })}
    </span>
  );
}
