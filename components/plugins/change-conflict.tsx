'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import { Notice } from '@/components/ui/notice';
import type { ChangePlan } from '@/lib/changes/dto';

export type ChangeConflictProps = {
  /** The preview that was overtaken, and the new one, once it is there. */
  before: ChangePlan;
  after: ChangePlan | null;
  isLoading: boolean;
  onPreview: () => void;
};

/** Another writer was faster: says so, and shows what they changed once the preview is made anew. */
export function ChangeConflict({ before, after, isLoading, onPreview }: ChangeConflictProps) {
  const t = useTranslations('plugins.conflict');
  return (
    <div className="space-y-2" role="alert">
      <Notice
        action={
          after ? null : (
            <Button disabled={isLoading} onClick={onPreview} size="sm">
              {t('reload')}
            </Button>
          )
        }
        title={t('title')}
        tone="warning"
      >
        {after ? null : t('text')}
      </Notice>
      {after ? (
        <div>
          <p className="mb-1 text-muted text-xs">{t('theirs')}</p>
          <DiffView after={after.before} before={before.before} className="max-h-60" label={t('theirs')} />
        </div>
      ) : null}
    </div>
  );
}
