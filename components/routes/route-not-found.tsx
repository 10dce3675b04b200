'use client';

import { useParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { decodeParam, hrefs } from '@/components/shell/hrefs';

/** The gateway answered, and has no such route. Plain elements, as in the error screen: every route page loads it. */
export function RouteNotFound() {
  const t = useTranslations('routes.notFound');
  const params = useParams<{ gatewayId?: string; routeId?: string }>();
  return (
    <main className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 pt-[12vh] text-center" id="content">
      <h1 className="font-semibold text-base [overflow-wrap:anywhere]">
        {t('title', { id: decodeParam(params.routeId ?? '') })}
      </h1>
      <p className="text-pretty text-muted">{t('text')}</p>
      <a
        className="mt-2 inline-flex h-7 items-center rounded-md bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-strong"
        href={hrefs.routes(decodeParam(params.gatewayId ?? ''))}
      >
        {t('action')}
      </a>
    </main>
  );
}
