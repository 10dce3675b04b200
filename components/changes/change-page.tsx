'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useQueryState } from 'nuqs';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { ChangeDialects } from './change-dialects';
import { ChangeHead } from './change-head';
import { ChangeItems } from './change-items';
import { ChangeReviewForm } from './change-review-form';
import { ItemPane } from './item-pane';
import { changeParams } from './search-params';
import { useChange } from './use-change';
import { useChangeWords } from './use-change-words';

/** One change, from its dry run to its undo: what it does, how far it is, and what became of each route. */
export function ChangePage({ changeId }: { changeId: string }) {
  const t = useTranslations('changes');
  const common = useTranslations('common');
  const { gateway } = useGateway();
  const words = useChangeWords();
  const [position, setPosition] = useQueryState('item', changeParams.item);
  const { data: change, error, isFetching, refetch } = useChange(gateway.id, changeId);
  const title = change ? words.what(change) : t('one.title');
  return (
    <>
      <PageHeader
        crumbs={[
          { label: gateway.name, href: hrefs.routes(gateway.id) },
          { label: t('title'), href: hrefs.changes(gateway.id) },
          { label: title },
        ]}
      />
      <div className="flex min-h-0 flex-1">
        <PageMain className="flex min-w-0 flex-col">
          {change ? (
            <>
              {error ? (
                <ProblemPanel
                  className="mx-4 mt-4"
                  onRetry={() => refetch()}
                  problem={error.problem}
                  retrying={isFetching}
                />
              ) : null}
              <ChangeHead change={change} gatewayId={gateway.id} title={title} />
              {change.status === 'planned' ? <ChangeReviewForm change={change} gatewayId={gateway.id} /> : null}
              <ChangeItems change={change} gatewayId={gateway.id} onOpen={setPosition} openPosition={position} />
              {change.target.kind === 'static_config' ? null : (
                <ChangeDialects change={change} gatewayId={gateway.id} />
              )}
            </>
          ) : error?.problem.code === 'not_found' ? (
            <EmptyState
              action={
                <Link className={buttonVariants({ variant: 'primary' })} href={hrefs.changes(gateway.id)}>
                  {t('one.toList')}
                </Link>
              }
              title={t('one.notFound')}
            >
              {t('one.notFoundText')}
            </EmptyState>
          ) : error ? (
            <ProblemPanel className="m-4" onRetry={() => refetch()} problem={error.problem} retrying={isFetching} />
          ) : (
            <div className="space-y-4 p-4" role="status">
              <span className="sr-only">{common('loading')}</span>
              <Skeleton className="h-32 rounded-lg" />
              <Skeleton className="h-64 rounded-lg" />
            </div>
          )}
        </PageMain>
        {change && position !== null && change.counts.total > 1 ? (
          <ItemPane change={change} gatewayId={gateway.id} onClose={() => void setPosition(null)} position={position} />
        ) : null}
      </div>
    </>
  );
}
