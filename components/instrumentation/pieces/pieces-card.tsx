'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/instrumentation/field';
import { CommandLine } from '@/components/instrumentation/static/static-outcome';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { download } from '@/components/ui/download';
import type { GatewayInstrumentation, StaticFile } from '@/lib/instrumentation/dto';
import { pieces } from '@/lib/instrumentation/pieces/pieces';
import { guessPlaces, type Places, placeFault, placeKeys } from '@/lib/instrumentation/pieces/places';

export type PiecesCardProps = { data: GatewayInstrumentation; file: StaticFile | null };

/** What has to be deployed beside the gateway, written out from what the console knows of it. */
export function PiecesCard({ data, file }: PiecesCardProps) {
  const t = useTranslations('instrumentation.pieces');
  const collector = data.metadata?.opentelemetry?.collector as { address?: unknown } | undefined;
  const address = typeof collector?.address === 'string' ? collector.address : null;
  const guessed = guessPlaces({ ...data.addresses, collector: address }, file?.content ?? null);
  const [typed, setTyped] = useState<Partial<Record<(typeof placeKeys)[number], string>>>({});
  const value = (key: (typeof placeKeys)[number]) => typed[key] ?? String(guessed[key]);
  const isBad = placeKeys.some((key) => placeFault(key, value(key)) !== null);
  const places: Places = {
    ...guessed,
    namespace: value('namespace'),
    release: value('release'),
    metricsHost: value('metricsHost'),
    metricsPort: Number(value('metricsPort')),
    metricsPath: value('metricsPath'),
    agentHost: value('agentHost'),
  };
  return (
    <Card data-slot="pieces-card" id="pieces">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span className="text-subtle text-xs">{t('intro')}</span>
      </CardHeader>
      <CardBody className="space-y-4">
        <fieldset>
          <legend className="mb-2 font-medium">{t('places')}</legend>
          <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {placeKeys.map((key) => {
              const fault = placeFault(key, value(key));
              return (
                <Field
                  error={fault ? t(`faults.${fault}`) : undefined}
                  key={key}
                  label={t(`keys.${key}`)}
                  onChange={(next) => setTyped({ ...typed, [key]: next })}
                  value={value(key)}
                />
              );
            })}
          </div>
        </fieldset>
        {isBad ? (
          <p className="text-muted">{t('waiting')}</p>
        ) : (
          <ul className="gap-4 xl:columns-2">
            {pieces(places).map(({ name, file: fileName, text, check }) => (
              <li className="mb-4 min-w-0 break-inside-avoid space-y-2" data-piece={name} key={name}>
                <div className="flex flex-wrap items-center gap-2">
                  <h3 className="font-medium">{t(`names.${name}`)}</h3>
                  <Button className="ml-auto" onClick={() => download(text, fileName)} size="sm">
                    <Download aria-hidden />
                    {t('download', { name: fileName })}
                  </Button>
                </div>
                <p className="text-pretty text-muted text-xs">{t(`purposes.${name}`)}</p>
                <CodeBlock code={text} label={fileName} language="yaml" />
                <p className="text-pretty text-subtle text-xs">{t(`checks.${name}`)}</p>
                <CommandLine command={check} label={t('checkOf', { name: t(`names.${name}`) })} />
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
