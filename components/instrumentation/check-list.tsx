'use client';

import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { SentenceGap } from '@/components/ui/sentence-gap';
import type { Check, CheckState } from '@/lib/instrumentation/checks';

const looks: Record<CheckState, { icon: typeof CircleCheck; className: string }> = {
  ok: { icon: CircleCheck, className: 'text-ok' },
  attention: { icon: TriangleAlert, className: 'text-client-error' },
  unknown: { icon: CircleDashed, className: 'text-subtle' },
};

/** Anchors of the page's parts. */
export const anchors = { traces: 'traces', metrics: 'metrics', static: 'static-configuration' } as const;

/** What the instrumentation of the gateway depends on, how each of it is, and where it is mended. */
export function CheckList({ checks, isWaiting }: { checks: Check[]; isWaiting: boolean }) {
  const t = useTranslations('instrumentation.checks');
  const attention = checks.filter(({ state }) => state === 'attention').length;
  return (
    <Card aria-busy={isWaiting} data-slot="check-list">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span className="text-subtle text-xs">{t('summary', { count: attention })}</span>
      </CardHeader>
      <CardBody>
        <ul className="grid gap-x-6 gap-y-2 lg:grid-cols-2">
          {checks.map(({ id, state, word, value, fix }) => {
            const { icon: Icon, className } = looks[state];
            return (
              <li className="flex items-start gap-2" data-check={id} data-state={state} key={id}>
                <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
                <span className="min-w-0">
                  <span className="font-medium">{t(`names.${id}`)}</span>
                  <span className="sr-only"> ({t(`states.${state}`)})</span>
                  {t('colon')}
                  <span className="break-words">{t(`words.${word}` as 'words.loaded', { value })}</span>
                  <SentenceGap />
                  {fix && state === 'attention' ? (
                    <a className="text-accent underline" href={`#${anchors[fix]}`}>
                      {t(`fixes.${fix}`)}
                    </a>
                  ) : null}
                </span>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
