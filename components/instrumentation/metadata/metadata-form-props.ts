'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import type { PluginConfig } from '@/lib/changes/dto';
import type { DisablableLabels } from '@/lib/instrumentation/metrics';

/** What both forms of metadata are given. */
export type MetadataFormProps = {
  /** What the fields begin with: as the gateway has it, secrets masked, or what was written on the code side. */
  config: PluginConfig | null;
  /** As the gateway has it. */
  saved: PluginConfig | null;
  /** Of the `prometheus` metadata: which labels can be disabled. */
  disablable: DisablableLabels | null;
  isPlanning: boolean;
  /** The preview below belongs to these very values. */
  isReviewed: boolean;
  /** What the fields ask for after each change of them; null: what was typed is discarded. */
  onEdit: (next: PluginConfig | null) => void;
  onPreview: (config: PluginConfig) => void;
};

export type FormActionsProps = Pick<MetadataFormProps, 'isPlanning' | 'isReviewed'> & {
  canPreview: boolean;
  isChanged: boolean;
  onDiscard: () => void;
};

export function FormActions({ isPlanning, isReviewed, canPreview, isChanged, onDiscard }: FormActionsProps) {
  const t = useTranslations('instrumentation.form');
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
