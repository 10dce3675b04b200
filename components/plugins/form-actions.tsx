'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';

export type FormActionsProps = {
  isPlanning: boolean;
  /** The preview below belongs to these very values. */
  isReviewed: boolean;
  canPreview: boolean;
  isChanged: boolean;
  onDiscard: () => void;
};

/** The way from a form to its preview, and back to what is in the gateway. */
export function FormActions({ isPlanning, isReviewed, canPreview, isChanged, onDiscard }: FormActionsProps) {
  const t = useTranslations('plugins.form');
  if (isReviewed && !isPlanning) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={!canPreview || isPlanning} type="submit" variant="primary">
        {t(isPlanning ? 'previewing' : 'preview')}
      </Button>
      {isChanged ? (
        <Button onClick={onDiscard} variant="ghost">
          {t('discard')}
        </Button>
      ) : null}
    </div>
  );
}
