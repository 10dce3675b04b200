'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import type { Attribution, Outcome, SpanKind } from '@/lib/deepflow/dto';

const outcomeText: Record<Outcome, string> = {
  ok: 'text-ok',
  client_error: 'text-client-error',
  server_error: 'text-server-error',
  timeout: 'text-timeout',
  unknown: 'text-unknown',
};

/** One shape for each outcome, so that it reads without its colour. */
const outcomeShape: Record<Outcome, string> = {
  ok: 'M6 3.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z',
  client_error: 'M6 1.6 11 10.4H1z',
  server_error: 'M2 2h8v8H2z',
  timeout: 'M2 1.5h8L7.2 6 10 10.5H2L4.8 6z',
  unknown: 'M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm0 1.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
};

/** How a call ended: shape, colour, and its name for those who see neither. */
export function OutcomeMark({ outcome, className }: { outcome: Outcome; className?: string }) {
  const t = useTranslations('traces');
  return <OutcomeShape className={className} label={t(`outcome.${outcome}`)} outcome={outcome} />;
}

/** The same for who has its name at hand, as a table of many has. */
export function OutcomeShape(props: { outcome: Outcome; label: string; className?: string | undefined }) {
  const { outcome, label, className } = props;
  return (
    <svg
      aria-label={label}
      className={cn('size-3 shrink-0 fill-current', outcomeText[outcome], className)}
      role="img"
      viewBox="0 0 12 12"
    >
      <path d={outcomeShape[outcome]} fillRule="evenodd" />
    </svg>
  );
}

/** The status code beside the mark of its outcome; `–` for a call that got none. */
export function Status({ outcome, status }: { outcome: Outcome; status: number | null }) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 align-middle', outcomeText[outcome])}>
      <OutcomeMark outcome={outcome} />
      <span className="tabular-nums">{status ?? '–'}</span>
    </span>
  );
}

const kinds: SpanKind[] = ['A', 'S', 'N'];

/** The kinds of spans that are known of a call; each letter keeps its place. */
export function KindLetters({ present }: { present: readonly SpanKind[] }) {
  const t = useTranslations('traces');
  const shown = kinds.filter((kind) => present.includes(kind));
  return (
    <span
      className="flex h-full items-center gap-0.5 font-mono"
      title={shown.map((kind) => t(`kind.${kind}`)).join(', ') || undefined}
    >
      {kinds.map((kind) => (
        <span className="w-3 text-center" key={kind}>
          {present.includes(kind) ? kind : ''}
        </span>
      ))}
    </span>
  );
}

/** Conditions of a route that DeepFlow's data cannot decide. */
const needs = ['host', 'methods', 'vars', 'remote_addrs', 'filter_func'] as const;

/** How surely a call is this route's: nothing when exact, `~` when computed, a hollow mark with the number of candidates. */
export function AttributionMark({ attribution }: { attribution: Attribution }) {
  const t = useTranslations('traces');
  const needWords = (need: string) => {
    const known = needs.find((one) => one === need);
    return known === undefined ? need : t(`need.${known}`);
  };
  if (attribution.kind === 'exact') return <span className="sr-only">{t('attribution.exact')}</span>;
  if (attribution.kind === 'computed')
    return (
      <Tooltip className="px-1 text-subtle" content={t('attribution.computedWhy')} tabIndex={-1}>
        <span aria-hidden>~</span>
        <span className="sr-only">{t('attribution.computed')}</span>
      </Tooltip>
    );
  const { candidates } = attribution;
  return (
    <Tooltip
      content={
        <>
          <p>{t('attribution.ambiguousWhy', { count: candidates.length })}</p>
          <ul className="mt-1 list-disc pl-4">
            {candidates.map((candidate) => (
              <li className="break-words" key={candidate.id}>
                {candidate.name || candidate.id}
                {candidate.needs.length > 0 ? (
                  <span className="text-subtle">
                    {' '}
                    — {t('attribution.needs', { facts: candidate.needs.map(needWords).join(', ') })}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      }
      tabIndex={-1}
    >
      <HollowMark count={candidates.length} />
      <span className="sr-only">{t('attribution.ambiguous', { count: candidates.length })}</span>
    </Tooltip>
  );
}

export function HollowMark({ count }: { count: number | string }) {
  return (
    <span
      aria-hidden
      className="inline-grid h-4 min-w-4 place-items-center rounded-full border border-line-strong px-1 text-2xs leading-none text-muted tabular-nums"
    >
      {count}
    </span>
  );
}
