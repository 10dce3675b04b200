'use client';

import { CircleDot, CircleHelp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { chip, type PluginState, type ShownPlugin } from '@/lib/apisix/plugins-in-force';
import { joinSentences } from '@/lib/i18n/sentences';
import { PluginChip, useChipWords } from './plugin-chip';
import { PluginCopies } from './plugin-copies';

/** The telemetry plugins that this console does not switch: whether and why they run for this route. */
export function ShownPlugins({ states }: { states: readonly PluginState<ShownPlugin>[] }) {
  const t = useTranslations('plugins.inForce.shown');
  return (
    <Card className="col-span-full" data-slot="shown-plugins">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span className="text-subtle text-xs">{t('readOnly')}</span>
      </CardHeader>
      <div className="grid grid-cols-3 divide-x max-xl:grid-cols-1 max-xl:divide-x-0 max-xl:divide-y">
        {states.map((state) => (
          <CardBody className="min-w-0 space-y-2" data-plugin={state.plugin} key={state.plugin}>
            <ShownPluginBody state={state} />
          </CardBody>
        ))}
      </div>
    </Card>
  );
}

function ShownPluginBody({ state }: { state: PluginState<ShownPlugin> }) {
  const t = useTranslations('plugins');
  const { why } = useChipWords()(state.plugin, chip(state));
  const isNodeStatus = state.plugin === 'node-status';
  const sentences = isNodeStatus
    ? [t(state.status === 'off' ? 'inForce.shown.nodeStatusOff' : 'inForce.shown.node-status')]
    : [t(`inForce.shown.${state.plugin}`), why];
  if (state.inForce.length > 1) sentences.push(t('inForce.twiceZipkin'));
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-medium font-mono">{state.plugin}</h3>
        {isNodeStatus ? <NodeStatusChip state={state} /> : <PluginChip chip={chip(state)} plugin={state.plugin} />}
      </div>
      <p className="text-pretty text-muted">{joinSentences(sentences)}</p>
      <PluginCopies state={state} />
    </>
  );
}

/** It runs for no request: that it is loaded is all there is to say. */
function NodeStatusChip({ state: { status } }: { state: PluginState<ShownPlugin> }) {
  const t = useTranslations('plugins');
  if (status === 'on')
    return (
      <Chip tone="ok">
        <CircleDot aria-hidden />
        {t('inForce.shown.loaded')}
      </Chip>
    );
  return (
    <Chip tone={status === 'off' ? 'client_error' : 'unknown'}>
      {status === 'off' ? <TriangleAlert aria-hidden /> : <CircleHelp aria-hidden />}
      {t(status === 'off' ? 'chip.notLoaded' : 'chip.unknown')}
    </Chip>
  );
}
