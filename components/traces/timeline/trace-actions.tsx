'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { download } from '@/components/ui/download';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine, TraceFormat } from '@/lib/telemetry/trace/engine';

const formats: readonly TraceFormat[] = ['otlp', 'jaeger', 'json'];

export type TraceActionsProps = {
  opened: OpenedTrace;
  engine: TraceEngine;
  /** Foldings that a link has no room for. */
  lostFolds: number;
};

/** What can be done with a whole trace: link to this view of it, or take it along as a file. */
export function TraceActions({ opened, engine, lostFolds }: TraceActionsProps) {
  const t = useTranslations('timeline');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      void toast('success', lostFolds === 0 ? t('linkCopied') : t('linkCopiedPartly', { count: lostFolds }));
    } catch {
      void toast('error', t('linkNotCopied'));
    }
  };
  const exportAs = async (format: TraceFormat) => {
    try {
      download(await engine.exportAs(format), fileNameOf(opened, format));
    } catch {
      void toast('error', t('exportFailed'));
    }
  };
  return (
    <Menu
      align="end"
      label={t('actions')}
      trigger={(props) => (
        <IconButton label={t('actions')} {...props}>
          <Ellipsis aria-hidden />
        </IconButton>
      )}
    >
      <MenuItem onClick={copy}>{t('copyLink')}</MenuItem>
      <MenuSeparator />
      {formats.map((format) => (
        <MenuItem key={format} onClick={() => exportAs(format)}>
          {t(`export.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

export function fileNameOf({ callId, fileName }: OpenedTrace, format: TraceFormat): string {
  const base = callId ?? fileName?.replace(/\.json$/i, '').replace(/\.(otlp|jaeger)$/i, '') ?? 'trace';
  return `trace-${base.replace(/[^\w.-]+/g, '_')}${format === 'json' ? '' : `.${format}`}.json`;
}
