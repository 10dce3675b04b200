'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import { Notice } from '@/components/ui/notice';
import type { PluginConfig } from '@/lib/changes/dto';
import type { Versions } from './overtaken';

export type ChangeConflictProps = {
  versions: Versions;
  /** What to say of a version in which there is nothing. */
  absent: string;
  isLoading: boolean;
  /** Previews the own change anew, against what is there now. */
  onPreview: () => void;
  /** Gives the own change up. */
  onTakeTheirs: () => void;
  /** Goes back to the fields with what was typed. */
  onBack: () => void;
};

/** Another writer was faster: what was there, what they made of it, what is wished, and three ways on. */
export function ChangeConflict({ versions, absent, isLoading, onPreview, onTakeTheirs, onBack }: ChangeConflictProps) {
  const t = useTranslations('plugins.conflict');
  const { seen, wished, current } = versions;
  return (
    <section
      aria-label={t('title')}
      className="space-y-2 rounded-md border border-client-error-solid/50 p-3"
      data-slot="change-conflict"
      role="alert"
    >
      <Notice title={t('title')} tone="warning">
        {t('text')}
      </Notice>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-2">
        <Version absent={absent} before={seen} config={seen} name="seen" />
        {current === undefined ? null : <Version absent={absent} before={seen} config={current} name="current" />}
        <Version absent={absent} before={seen} config={wished} name="wished" />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button disabled={isLoading} onClick={onPreview} variant="primary">
          {t('mine')}
        </Button>
        <Button onClick={onTakeTheirs}>{t('takeTheirs')}</Button>
        <Button onClick={onBack} variant="ghost">
          {t('back')}
        </Button>
      </div>
    </section>
  );
}

type VersionProps = {
  absent: string;
  name: 'seen' | 'current' | 'wished';
  before: PluginConfig | null;
  config: PluginConfig | null;
};

function Version({ absent, name, before, config }: VersionProps) {
  const t = useTranslations('plugins.conflict');
  return (
    <div className="min-w-0">
      <h4 className="mb-1 text-muted text-xs">{t(name)}</h4>
      {config === null ? <p className="text-subtle text-xs">{absent}</p> : null}
      {config === null && before === null ? null : (
        <DiffView after={config} before={before} className="max-h-60" label={t(name)} />
      )}
    </div>
  );
}
