'use client';

import { useTranslations } from 'next-intl';
import { Segmented } from '@/components/ui/segmented';

export type SideChoiceProps = { side: 'form' | 'code'; onChange: (side: 'form' | 'code') => void };

/** Settings as fields or as text. */
export function SideChoice({ side, onChange }: SideChoiceProps) {
  const t = useTranslations('plugins.form');
  return (
    <Segmented
      className="ml-auto"
      label={t('side')}
      onValueChange={onChange}
      options={[
        { value: 'form', label: t('formSide') },
        { value: 'code', label: t('codeSide') },
      ]}
      value={side}
    />
  );
}
