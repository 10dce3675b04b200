'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import { newComplaints } from '@/lib/apisix/plugin-complaints';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
import { LazyCopyCode } from './code/lazy-copy-code';
import { SideChoice } from './code/side-choice';
import { FormActions } from './form-actions';
import { PluginFields } from './plugin-fields';
import type { PluginDraft } from './use-plugin-draft';

export type PluginFormProps = {
  gatewayId: string;
  routeId: string;
  plugin: SwitchedPlugin;
  draft: PluginDraft;
  isPlanning: boolean;
  /** The preview below belongs to these very values. */
  isReviewed: boolean;
  onPreview: (wish: PluginWish) => void;
  onDiscard: () => void;
};

/** A plugin's settings as fields or as text, in step. What a person typed stays until they discard it or it is applied. */
export function PluginForm(props: PluginFormProps) {
  const { gatewayId, routeId, plugin, draft, isPlanning, isReviewed, onPreview, onDiscard } = props;
  const t = useTranslations('plugins.form');
  const id = useId();
  const { values, code, reading, wish, isChanged, isOutdated } = draft;
  const firstFault = reading?.errors.find(({ severity }) => severity === 'error');
  const toSide = (side: 'form' | 'code') => {
    if (side === 'code') draft.openCode();
    // A text that is no configuration stays, and its place is named below.
    else if (!firstFault) draft.closeCode();
  };
  return (
    <form
      aria-label={plugin}
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wish && isChanged) onPreview(wish);
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        {code ? (
          <span className="font-medium">{t('whole', { plugin })}</span>
        ) : (
          <>
            <Switch aria-labelledby={`${id}-run`} checked={values.on} onCheckedChange={(on) => draft.set({ on })} />
            <span className="font-medium" id={`${id}-run`}>
              {t('run', { plugin })}
            </span>
          </>
        )}
        <SideChoice onChange={toSide} side={code ? 'code' : 'form'} />
      </div>
      {code ? (
        <LazyCopyCode
          code={code}
          gatewayId={gatewayId}
          onChange={draft.setCode}
          plugin={plugin}
          reading={reading}
          rules={{ complain: (config) => newComplaints(plugin, config, draft.existing) }}
        />
      ) : null}
      {code && firstFault ? <Notice tone="warning">{t('codeBlocksForm', { line: firstFault.line })}</Notice> : null}
      {!code && values.on ? (
        <PluginFields draft={draft} gatewayId={gatewayId} plugin={plugin} routeId={routeId} />
      ) : null}
      {isOutdated ? <Notice>{t('changedMeanwhile')}</Notice> : null}
      <FormActions
        canPreview={isChanged && wish !== null}
        isChanged={isChanged}
        isPlanning={isPlanning}
        isReviewed={isReviewed}
        onDiscard={onDiscard}
      />
    </form>
  );
}
