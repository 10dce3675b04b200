'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useId } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import type { PluginWish } from '@/lib/changes/dto';
import { formValues, type PluginFormValues, toWish } from './plugin-form-values';
import { SamplerFields } from './sampler-fields';

export type PluginFormProps = {
  state: PluginState;
  isBlocked: boolean;
  isPlanning: boolean;
  /** The preview below belongs to these very values. */
  isReviewed: boolean;
  onPreview: (wish: PluginWish) => void;
  onDiscard: () => void;
  /** Told at each change; null while a value is not valid. */
  onWishChange: (wish: PluginWish | null) => void;
};

/** The switch and its settings. What a person typed stays until they discard it or it is applied. */
export function PluginForm(props: PluginFormProps) {
  const { state, isBlocked, isPlanning, isReviewed, onPreview, onDiscard, onWishChange } = props;
  const { plugin } = state;
  const t = useTranslations('plugins.form');
  const id = useId();
  const seed = formValues(state);
  const seedText = JSON.stringify(seed);
  const form = useForm<PluginFormValues>({ defaultValues: seed });
  const { control, formState, reset, setValue } = form;
  const values = useWatch({ control, compute: (all: PluginFormValues) => all });
  const wish = toWish(plugin, values);
  const wishText = JSON.stringify(wish);
  const isChanged = JSON.stringify(values) !== seedText;
  const isOutdated = formState.isDirty && JSON.stringify(formState.defaultValues) !== seedText;

  // The gateway is the other system here: while nothing was typed, the form follows it.
  useEffect(() => {
    const next: PluginFormValues = JSON.parse(seedText);
    if (!formState.isDirty || JSON.stringify(form.getValues()) === seedText) reset(next);
  }, [seedText, formState.isDirty, form, reset]);
  useEffect(() => onWishChange(JSON.parse(wishText)), [wishText, onWishChange]);

  return (
    <form
      aria-label={plugin}
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wish) onPreview(wish);
      }}
    >
      <fieldset className="space-y-3" disabled={isBlocked}>
        <div className="flex items-center gap-2">
          <Switch
            aria-labelledby={`${id}-run`}
            checked={values.on}
            onCheckedChange={(on) => setValue('on', on, { shouldDirty: true })}
          />
          <span className="font-medium" id={`${id}-run`}>
            {t('run', { plugin })}
          </span>
        </div>
        {values.on && plugin === 'opentelemetry' ? (
          <SamplerFields control={control} isUnknown={state.copies.length > 0 && state.sampling === null} />
        ) : null}
        {values.on && plugin === 'prometheus' ? (
          <div>
            <Checkbox
              checked={values.preferName}
              label={t('preferName')}
              onChange={(event) => setValue('preferName', event.target.checked, { shouldDirty: true })}
            />
            <p className="pl-5.5 text-subtle text-xs">{t('preferNameHelp')}</p>
          </div>
        ) : null}
      </fieldset>
      {isOutdated && isChanged ? <Notice>{t('changedMeanwhile')}</Notice> : null}
      {isBlocked || (isReviewed && !isPlanning) ? null : (
        <div className="flex flex-wrap gap-2">
          <Button disabled={!isChanged || wish === null || isPlanning} type="submit" variant="primary">
            {t(isPlanning ? 'previewing' : 'preview')}
          </Button>
          {isChanged ? (
            <Button
              onClick={() => {
                reset(seed);
                onDiscard();
              }}
              variant="ghost"
            >
              {t('discard')}
            </Button>
          ) : null}
        </div>
      )}
    </form>
  );
}
