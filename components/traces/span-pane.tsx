'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { CopyButton } from '@/components/ui/copy-button';
import { Fact, Facts } from '@/components/ui/facts';
import { SearchInput } from '@/components/ui/search-input';
import { SidePane } from '@/components/ui/side-pane';
import type { Span } from '@/lib/deepflow/dto';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import { Status } from './call-marks';
import { usePointWords } from './point-words';
import { groupAttributes } from './prepare-attributes';
import { linkReason } from './span/link-reason';
import { KindBadge, seriesColour } from './span-marks';
import { useCallTime } from './use-call-time';

export type SpanPaneProps = {
  span: Span;
  /** µs since the trace began. */
  offsetUs: number;
  colour: number | undefined;
  gatewayId: string;
  onClose: () => void;
};

/** Everything about one span, beside the tree. */
export function SpanPane({ span, offsetUs, colour, gatewayId, onClose }: SpanPaneProps) {
  const t = useTranslations('traces');
  const pointWords = usePointWords();
  return (
    <SidePane
      actions={<CopyButton label={t('span.copyAll')} text={() => JSON.stringify(span, null, 2)} />}
      initialWidth={440}
      label={t('span.pane')}
      onClose={onClose}
      title={
        <span className="flex min-w-0 items-center gap-1.5" title={span.name}>
          <KindBadge kind={span.kind} />
          <span aria-hidden className="h-3.5 w-0.75 shrink-0 rounded-sm" style={{ background: seriesColour(colour) }} />
          <span className="truncate">{span.kind === 'N' ? pointWords(span.point) : span.name}</span>
        </span>
      }
    >
      <div className="flex flex-col gap-4 p-4 text-xs">
        <SpanFacts gatewayId={gatewayId} offsetUs={offsetUs} span={span} />
        <Attributes attributes={span.attributes} />
      </div>
    </SidePane>
  );
}

function SpanFacts({ span, offsetUs, gatewayId }: { span: Span; offsetUs: number; gatewayId: string }) {
  const t = useTranslations('traces');
  const search = useSearchParams();
  const pointWords = usePointWords();
  const time = useCallTime();
  const reason = linkReason(span.linkedBy ?? '');
  const text = (value: string | null) => (value === null || value === '' ? '–' : value);
  return (
    <Facts>
      <Fact name={t('span.kind')}>{t(`kind.${span.kind}`)}</Fact>
      <Fact name={t('span.service')}>{text(span.service)}</Fact>
      <Fact name={t('span.status')}>
        <span className="flex items-center gap-1.5">
          <Status outcome={span.outcome} status={span.status} />
          <span className="text-muted">{t(`outcome.${span.outcome}`)}</span>
        </span>
      </Fact>
      <Fact name={t('span.start')}>
        <span title={time.full(span.startUs)}>
          <span className="font-mono tabular-nums">{time.clock(span.startUs)}</span>
          <span className="text-muted"> · {t('span.startOffset', { offset: formatDuration(offsetUs) })}</span>
        </span>
      </Fact>
      <Fact name={t('span.duration')}>
        <span title={formatExact(span.durationUs, 'µs')}>{formatDuration(span.durationUs)}</span>
        <span className="text-muted" title={formatExact(span.selfUs, 'µs')}>
          {' '}
          · {t('trace.self', { self: formatDuration(span.selfUs) })}
        </span>
      </Fact>
      <Fact name={t('span.point')}>
        {pointWords(span.point)} <span className="font-mono text-subtle">{span.point}</span>
      </Fact>
      <Fact name={t('span.instance')}>{text(span.instance)}</Fact>
      <Fact name={t('span.protocol')}>{text(span.protocol)}</Fact>
      {span.routeId === null ? null : (
        <Fact name={t('span.route')}>
          <Link
            className="text-accent hover:underline"
            href={keepTimeRange(hrefs.route(gatewayId, span.routeId), search) as Route}
          >
            {span.routeId}
          </Link>
        </Fact>
      )}
      {span.traceId === null ? null : (
        <Fact name={t('span.traceId')}>
          <Copyable name={t('span.traceId')} value={span.traceId} />
        </Fact>
      )}
      {span.spanId === null ? null : (
        <Fact name={t('span.spanId')}>
          <Copyable name={t('span.spanId')} value={span.spanId} />
        </Fact>
      )}
      <Fact name={t('span.linkedBy')}>
        {span.parentId === null ? (
          t('span.isRoot')
        ) : (
          <>
            {reason === null ? null : <span className="block">{t(`link.${reason}`)}</span>}
            <span className="font-mono text-subtle">{text(span.linkedBy)}</span>
          </>
        )}
      </Fact>
      {span.rowIds.length === 0 ? null : (
        <Fact name={t('span.rows')}>
          {span.rowIds.map((id) => (
            <Copyable key={id} name={t('span.rows')} value={id} />
          ))}
        </Fact>
      )}
    </Facts>
  );
}

function Attributes({ attributes }: { attributes: Span['attributes'] }) {
  const t = useTranslations('traces');
  const tCommon = useTranslations('common');
  const [text, setText] = useState('');
  const groups = useMemo(() => groupAttributes(attributes, text), [attributes, text]);
  return (
    <section aria-label={t('span.attributes')} className="flex flex-col gap-2 border-t pt-3">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold">
          {t('span.attributes')} <span className="font-normal text-subtle tabular-nums">{attributes.length}</span>
        </h3>
        {attributes.length > 0 ? (
          <SearchInput
            className="w-44"
            clearLabel={tCommon('clear')}
            label={t('span.search')}
            onValueChange={setText}
            placeholder={t('span.searchHint')}
            value={text}
          />
        ) : null}
      </div>
      {attributes.length === 0 ? <p className="text-muted">{t('span.none')}</p> : null}
      {attributes.length > 0 && groups.length === 0 ? <p className="text-muted">{t('span.noneMatch')}</p> : null}
      {groups.map((group) => (
        <Group key={group.name ?? ''} title={group.name ?? (groups.length > 1 ? t('span.groupOther') : null)}>
          {group.attributes.map(({ name, value }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a span may carry one name twice.
            <Fact key={`${name} ${at}`} name={<span className="break-all font-mono">{name}</span>}>
              <Copyable name={name} value={value} />
            </Fact>
          ))}
        </Group>
      ))}
    </section>
  );
}

function Group({ title, children }: { title: string | null; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      {title === null ? null : <h4 className="text-subtle">{title}</h4>}
      <Facts className="grid-cols-[minmax(6rem,40%)_minmax(0,1fr)]">{children}</Facts>
    </div>
  );
}

/** A value in full, with a button that copies it. */
export function Copyable({ name, value }: { name: string; value: string }) {
  const t = useTranslations('common');
  return (
    <span className="group flex items-start gap-1">
      <span className="min-w-0 flex-1 break-all font-mono whitespace-pre-wrap">{value === '' ? '–' : value}</span>
      <CopyButton
        className="-my-1 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
        label={t('copyNamed', { name })}
        text={value}
      />
    </span>
  );
}
