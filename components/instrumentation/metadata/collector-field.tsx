'use client';

import { useTranslations } from 'next-intl';
import { Field } from '@/components/instrumentation/field';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { readCollectorAddress } from '@/lib/instrumentation/collector-address';
import { type MetadataFault, metadataDefaults } from '@/lib/instrumentation/metadata-form';

export type CollectorFieldProps = {
  address: string;
  fault: MetadataFault | undefined;
  onChange: (address: string) => void;
};

/** Where spans go. The plugin appends a path to whatever is entered, and the agent takes its own path alone. */
export function CollectorField({ address, fault, onChange }: CollectorFieldProps) {
  const t = useTranslations('instrumentation');
  const read = readCollectorAddress(address.trim() || metadataDefaults.address);
  return (
    <div className="space-y-2">
      <Field
        error={fault && t(`faults.${fault}`)}
        help={
          <>
            <span className="block">
              {t('opentelemetry.postsTo')} <code className="font-mono break-all text-fg">{read.postsTo}</code>
            </span>
            <span className="block text-pretty">{t('opentelemetry.addressHelp')}</span>
          </>
        }
        label={t('opentelemetry.address')}
        onChange={onChange}
        placeholder={metadataDefaults.address}
        value={address}
      />
      {read.suggestion !== null && !fault ? (
        <Notice
          action={
            <Button onClick={() => read.suggestion && onChange(read.suggestion)} size="sm">
              {t('opentelemetry.useSuggestion')}
            </Button>
          }
          title={t(`opentelemetry.suggest.${read.fault === 'agent_suffix' ? 'agent' : 'suffix'}`)}
          tone="warning"
        >
          <code className="font-mono text-xs break-all">{read.suggestion}</code>
        </Notice>
      ) : null}
    </div>
  );
}
