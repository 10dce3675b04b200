'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { SpanFault } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';
import { type SpanWords, useSpanWords } from './span-words';

/** Everything that the rows of the tree say, asked for once: a hook in each part of each row would be felt. */
export type RowWords = {
  span: (index: number) => SpanWords;
  kind: Readonly<Record<SpanWords['kind'], { name: string; short: string }>>;
  outcome: Readonly<Record<SpanWords['outcome'], string>>;
  fault: (fault: SpanFault) => string;
  startsAfter: (us: number | null) => string;
  fold: (isFolded: boolean, below: number) => string;
};

export function useRowWords(opened: OpenedTrace): RowWords {
  const t = useTranslations('timeline');
  const tTraces = useTranslations('traces');
  const span = useSpanWords(opened);
  return useMemo(
    () => ({
      span,
      kind: recordOf(kindCodes, (kind) => ({ name: tTraces(`kind.${kind}`), short: tTraces(`kindShort.${kind}`) })),
      outcome: recordOf(outcomeCodes, (outcome) => tTraces(`outcome.${outcome}`)),
      fault: (fault) => t(`fault.${fault}`),
      startsAfter: (us) => t('startsAfter', { time: formatDuration(us) }),
      fold: (isFolded, below) => `${t(isFolded ? 'unfold' : 'fold')} – ${t('below', { count: below })}`,
    }),
    [span, t, tTraces],
  );
}

function recordOf<Key extends string, Value>(keys: readonly Key[], value: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
}
