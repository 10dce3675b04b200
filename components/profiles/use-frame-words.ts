'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { ProfileUnit } from '@/lib/deepflow/profile';
import { formatShare } from '@/lib/telemetry/format';
import { kindOf, nameOf, type OpenedProfile } from '@/lib/telemetry/profile/open-profile';
import { formatValue } from './format-value';

/** A frame in words: what it is, and what was spent in it. */
export function useFrameWords(opened: OpenedProfile, unit: ProfileUnit) {
  const t = useTranslations('profiles');
  return useCallback(
    (frame: number) => {
      const value = (of: Float64Array) => formatValue(of[frame] ?? 0, unit);
      const total = opened.total[frame] ?? 0;
      const up = opened.parent[frame] ?? -1;
      const above = up < 0 ? 0 : (opened.total[up] ?? 0);
      return {
        name: nameOf(opened, frame),
        kind: t(`kind.${kindOf(opened, frame)}`),
        total: t('totalOf', { value: value(opened.total), share: formatShare(total / opened.whole) }),
        self: t('selfOf', {
          value: value(opened.self),
          share: formatShare((opened.self[frame] ?? 0) / opened.whole),
        }),
        ofParent: up < 0 ? '' : t('ofParent', { share: formatShare(above > 0 ? total / above : null) }),
      };
    },
    [opened, unit, t],
  );
}
