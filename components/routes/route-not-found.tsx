'use client';

import Link from 'next/link';
import { useParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { decodeParam, hrefs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** The gateway answered, and has no such route. */
export function RouteNotFound() {
  const t = useTranslations('routes');
  const { gateway } = useGateway();
  const params = useParams<{ routeId?: string }>();
  const id = decodeParam(params.routeId ?? '');
  return (
    <>
      <PageHeader
        crumbs={[{ label: gateway.name }, { label: t('title'), href: hrefs.routes(gateway.id) }, { label: id }]}
      />
      <PageMain className="pt-[10vh]">
        <EmptyState
          action={
            <Link className={buttonVariants({ variant: 'primary' })} href={hrefs.routes(gateway.id)}>
              {t('notFound.action')}
            </Link>
          }
          title={t('notFound.title', { id })}
        >
          {t('notFound.text')}
        </EmptyState>
      </PageMain>
    </>
  );
}
