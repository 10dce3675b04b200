'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Copyable } from '@/components/ui/copyable';
import { Fact, Facts } from '@/components/ui/facts';
import { SearchInput } from '@/components/ui/search-input';
import type { Span } from '@/lib/deepflow/dto';
import { groupAttributes } from './attribute-groups';
import { filterFor } from './call-filter-link';
import { FilterLink } from './filter-link';

export type SpanAttributesProps = { gatewayId: string; routeId: string | null; span: Span };

/** All that a span carries, by what it is about; each value can be copied, and leads to the calls that share it. */
export function SpanAttributes({ gatewayId, routeId, span }: SpanAttributesProps) {
  const t = useTranslations('spans.attributes');
  const tCommon = useTranslations('common');
  const [text, setText] = useState('');
  const { attributes } = span;
  const groups = useMemo(() => groupAttributes(attributes, text), [attributes, text]);
  const shown = groups.reduce((sum, group) => sum + group.attributes.length, 0);
  // Filters speak of the request at the gateway, and of its own span's attributes.
  const isGateways = span.routeId !== null && span.routeId === routeId;
  return (
    <section aria-label={t('label')} className="flex flex-col gap-3 border-t pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">
          {t('label')}{' '}
          <span className="font-normal text-subtle tabular-nums">
            {text.trim() === '' ? attributes.length : t('found', { shown, count: attributes.length })}
          </span>
        </h3>
        {attributes.length > 0 ? (
          <>
            <SearchInput
              className="ml-auto w-44"
              clearLabel={tCommon('clear')}
              label={t('search')}
              onValueChange={setText}
              placeholder={t('searchHint')}
              value={text}
            />
            <CopyButton
              label={t('copyAll')}
              text={() => attributes.map(({ name, value }) => `${name}: ${value}`).join('\n')}
            />
          </>
        ) : null}
      </div>
      {attributes.length === 0 ? <p className="text-muted">{t('none')}</p> : null}
      {attributes.length > 0 && groups.length === 0 ? <p className="text-muted">{t('noneMatch')}</p> : null}
      {groups.map((group) => (
        <section aria-label={t(`group.${group.name}`)} className="flex flex-col gap-1" key={group.name}>
          <h4 className="text-subtle">{t(`group.${group.name}`)}</h4>
          <Facts className="grid-cols-[minmax(6rem,40%)_minmax(0,1fr)] gap-y-1">
            {group.attributes.map((attribute, at) => (
              <Fact
                // biome-ignore lint/suspicious/noArrayIndexKey: a span may carry one name twice.
                key={`${attribute.name} ${at}`}
                name={<span className="break-all font-mono">{attribute.name}</span>}
              >
                <span className="group/value flex items-start gap-1">
                  <Copyable className="min-w-0 flex-1" name={attribute.name} value={attribute.value} />
                  <FilterLink
                    className="-my-1 opacity-0 focus-visible:opacity-100 group-hover/value:opacity-100 max-sm:opacity-100"
                    filter={isGateways ? filterFor(attribute, span) : null}
                    gatewayId={gatewayId}
                    name={attribute.name}
                    routeId={routeId}
                    startUs={span.startUs}
                  />
                </span>
              </Fact>
            ))}
          </Facts>
        </section>
      ))}
    </section>
  );
}
