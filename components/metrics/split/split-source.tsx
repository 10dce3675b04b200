'use client';

import { useLocale, useTranslations } from 'next-intl';
import { CallNotices } from '@/components/traces/call-notices';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { useMoment } from '@/components/ui/use-moment';
import type { LatencySplit, SplitPart } from '@/lib/deepflow/latency-split';
import { points } from '@/lib/deepflow/points';
import { formatDuration } from '@/lib/telemetry/format';
import { splitOf } from './prepare-split-charts';

/** What the parts rest on: how many calls, where they were seen, what some of them do not tell. */
export function SplitSource({ split }: { split: LatencySplit }) {
  const t = useTranslations('routeMetrics.split');
  const tp = useTranslations('traces.point');
  const tm = useTranslations('metrics');
  const locale = useLocale();
  const gap = useSentenceGap();
  const moment = useMoment();
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const number = new Intl.NumberFormat(locale);
  const count = (value: number) => number.format(value);
  const { drawn } = splitOf(split);
  const answered = split.sampled - split.unanswered;
  const partly = drawn.filter((part) => split.parts[part].known < answered);
  const places = split.outermost.flatMap(({ point, calls }) => {
    const known = points.find((one) => one === point);
    return known ? [t('place', { point: tp(known), calls: count(calls) })] : [];
  });
  const partCount = (part: SplitPart) =>
    t('partCount', { part: t(`part.${part}`), known: count(split.parts[part].known), sampled: count(answered) });
  const sentences = [
    t('from', { sampled: split.sampled, calls: count(split.calls) }),
    split.sampled < split.calls && split.cut === null ? t('evenly') : null,
    t('step', { step: formatDuration(split.stepS * 1e6) }),
    places.length > 0 ? t('outermost', { places: list.format(places) }) : null,
    split.selfAnswered > 0 ? t('selfAnswered', { count: split.selfAnswered }) : null,
    split.unanswered > 0 ? t('unanswered', { count: split.unanswered }) : null,
    partly.length > 0 ? t('partly', { parts: list.format(partly.map(partCount)) }) : null,
    drawn.includes('beyond') ? t('beyondNote', { part: t('part.beyond') }) : null,
    split.keptFromS === null ? null : t('kept', { time: moment(split.keptFromS * 1000) }),
    split.cut === null
      ? null
      : tm('cut', {
          count: count(split.cut.counted),
          since: new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(
            split.cut.sinceS * 1000,
          ),
        }),
  ];
  return (
    <CallNotices notices={split.notices}>{sentences.filter((sentence) => sentence !== null).join(gap)}</CallNotices>
  );
}

/** The parts that are not drawn, each with its reason. */
export function MissingParts({ split }: { split: LatencySplit }) {
  const t = useTranslations('routeMetrics.split');
  const { missing } = splitOf(split);
  if (missing.length === 0) return null;
  return (
    <div className="text-xs">
      <p className="text-muted">{t('missing')}</p>
      <ul className="list-disc pl-5">
        {missing.map((part) => (
          <li key={part}>{t(`why.${part}`)}</li>
        ))}
      </ul>
    </div>
  );
}
