'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { CopyButton } from '@/components/ui/copy-button';
import { Fact, Facts } from '@/components/ui/facts';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { RouteDetail } from '@/lib/apisix/dto';
import { labelText } from './label-text';

/** What the gateway holds of a route, in words. */
export function RouteFacts({ detail }: { detail: RouteDetail }) {
  const t = useTranslations('routes');
  const none = useTranslations('common')('none');
  const { summary, createdAt, revision, readAt } = detail;
  const { upstream, service, conditions } = summary;
  const labels = Object.entries(summary.labels);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('facts.title')}</CardTitle>
      </CardHeader>
      <CardBody>
        <Facts>
          <Fact name={t('facts.id')}>
            <Mono>
              {summary.id}
              <CopyButton label={t('copyId')} text={summary.id} />
            </Mono>
          </Fact>
          <Fact name={t('facts.name')}>{summary.name || none}</Fact>
          {summary.description ? <Fact name={t('facts.description')}>{summary.description}</Fact> : null}
          <Fact name={t('facts.hosts')}>
            <Lines otherwise={t('anyHost')} values={summary.hosts} />
            {summary.hostsFromService && service ? (
              <span className="text-subtle">{t('upstreamFrom.service')}</span>
            ) : null}
          </Fact>
          <Fact name={t('facts.paths')}>
            <Lines otherwise={t('noPath')} values={summary.paths} />
          </Fact>
          <Fact name={t('facts.methods')}>
            {summary.methods.length > 0 ? <Mono>{summary.methods.join(' ')}</Mono> : t('allMethods')}
          </Fact>
          <Fact name={t('facts.conditions')}>
            {conditions.length > 0
              ? conditions.map((condition) => (
                  <span className="block" key={condition}>
                    {t(`condition.${condition}`)}
                  </span>
                ))
              : t('facts.noConditions')}
          </Fact>
          <Fact name={t('facts.priority')}>
            <Mono>{summary.priority}</Mono>
          </Fact>
          {service ? (
            <Fact name={t('facts.service')}>
              {service.name || service.id} {service.name ? <Quiet>{service.id}</Quiet> : null}
            </Fact>
          ) : null}
          <Fact name={t('facts.upstream')}>
            {upstream.name ? <>{upstream.name} </> : null}
            <span className="text-subtle">{t(`upstreamFrom.${upstream.from}`, { id: upstream.id ?? none })}</span>
            <Lines otherwise="" values={upstream.nodes} />
          </Fact>
          <Fact name={t('facts.labels')}>
            {labels.length > 0 ? (
              <span className="flex flex-wrap gap-1">
                {labels.map(([key, value]) => (
                  <Chip className="h-auto min-h-5 whitespace-normal [overflow-wrap:anywhere]" key={key}>
                    {labelText(key, value)}
                  </Chip>
                ))}
              </span>
            ) : (
              none
            )}
          </Fact>
          <Fact name={t('facts.created')}>{createdAt === null ? none : <TimeStamp at={createdAt * 1000} />}</Fact>
          <Fact name={t('facts.updated')}>
            {summary.updatedAt === null ? none : <TimeStamp at={summary.updatedAt * 1000} />}
          </Fact>
          <Fact name={t('facts.revision')}>
            <Mono>{revision ?? none}</Mono>
          </Fact>
          <Fact name={t('facts.read')}>
            <TimeStamp at={readAt} />
          </Fact>
        </Facts>
      </CardBody>
    </Card>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="inline-flex items-center gap-1 font-mono text-xs">{children}</span>;
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="font-mono text-subtle text-xs">{children}</span>;
}

function Lines({ values, otherwise }: { values: string[]; otherwise: string }) {
  if (values.length === 0) return otherwise;
  return values.map((value) => (
    <span className="block font-mono text-xs [overflow-wrap:anywhere]" key={value}>
      {value}
    </span>
  ));
}
