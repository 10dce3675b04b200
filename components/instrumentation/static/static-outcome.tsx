'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { download } from '@/components/ui/download';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import { TextDiff } from '@/components/ui/text-diff';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';
import { guessPlaces } from '@/lib/instrumentation/pieces/places';
import { applyCommands, type StaticNeed } from '@/lib/instrumentation/static/apply-commands';
import type { StaticKind } from '@/lib/instrumentation/static/layout';

export type StaticOutcomeProps = {
  data: GatewayInstrumentation;
  kind: StaticKind;
  before: string;
  after: string;
  need: StaticNeed;
  /** Secrets were replaced: the text cannot be used as it stands here. */
  isMasked?: boolean;
  /** How the server writes it; null: it cannot. Undefined: the text is the person's own. */
  write?: { label: string; isBusy: boolean; onWrite: () => void } | null;
};

/** What became of a text: the lines that differ, the whole, and how it takes effect. */
export function StaticOutcome({ data, kind, before, after, need, isMasked = false, write }: StaticOutcomeProps) {
  const t = useTranslations('instrumentation.static');
  const [view, setView] = useState<'diff' | 'file'>('diff');
  const [way, setWay] = useState<string | null>(null);
  if (before === after) return <p className="text-muted">{t('same')}</p>;
  const name = kind === 'config_yaml' ? 'config.yaml' : 'values.yaml';
  const { namespace, release } = guessPlaces({ ...data.addresses, collector: null }, null);
  const commands = applyCommands(kind, need, { namespace, release, adminUrl: data.addresses.adminUrl });
  const command = commands.find((one) => one.way === way) ?? commands[0];
  return (
    <section aria-label={t('outcome')} className="space-y-3 rounded-md border border-accent/40 bg-canvas p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{t('outcome')}</h3>
        <Segmented
          className="ml-auto"
          label={t('view')}
          onValueChange={setView}
          options={[
            { value: 'diff', label: t('viewDiff') },
            { value: 'file', label: t('viewFile', { name }) },
          ]}
          value={view}
        />
        {isMasked ? null : (
          <>
            <CopyButton label={t('copy', { name })} text={after} withText />
            <Button onClick={() => download(after, name)} size="sm">
              <Download aria-hidden />
              {t('download', { name })}
            </Button>
          </>
        )}
      </div>
      {view === 'diff' ? (
        <TextDiff after={after} before={before} className="max-h-96" label={t('diff', { name })} />
      ) : (
        <div className="max-h-[32rem] overflow-auto">
          <CodeBlock code={after} label={name} language="yaml" />
        </div>
      )}
      {isMasked ? (
        <p className="text-pretty text-muted text-xs">
          {write ? t('masked') : t('maskedUnwritten', { source: t('sourceText') })}
        </p>
      ) : null}
      <Notice tone={need === 'reload' ? 'warning' : 'info'}>{t(`need.${need}`)}</Notice>
      {write ? (
        <Button disabled={write.isBusy} onClick={write.onWrite} variant="primary">
          {write.label}
        </Button>
      ) : null}
      {command ? (
        <div className="space-y-1.5">
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-muted text-xs">{t('commands')}</span>
            {commands.length > 1 ? (
              <Segmented
                label={t('commands')}
                onValueChange={setWay}
                options={commands.map((one) => ({ value: one.way, label: t(`ways.${one.way}`) }))}
                value={command.way}
              />
            ) : null}
          </div>
          <CommandLine command={command.command} label={t(`ways.${command.way}`)} />
          <p className="text-pretty text-subtle text-xs">{t(`wayHelp.${command.way}`)}</p>
        </div>
      ) : null}
    </section>
  );
}

/** A command to be run elsewhere. */
export function CommandLine({ command, label }: { command: string; label: string }) {
  const t = useTranslations('common');
  return (
    <div className="flex items-start gap-1 rounded-md border bg-sunken p-2">
      <pre className="min-w-0 flex-1 font-mono text-xs break-words whitespace-pre-wrap">{command}</pre>
      <CopyButton label={t('copyNamed', { name: label })} text={command} />
    </div>
  );
}
