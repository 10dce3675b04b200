'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button, buttonVariants } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Segmented } from '@/components/ui/segmented';
import { type Dialect, dialects, type ExportInput } from '@/lib/changes/export/dialect';
import { exportChange } from '@/lib/changes/export/export-change';

export type DialectChoiceProps = {
  input: ExportInput;
  /** The language that is shown first. */
  first?: Dialect;
  /** Said below those of the language itself. */
  notes?: readonly string[];
  /** Where the whole file is, of a change of which the input is but a part. */
  wholeAt?: (dialect: Dialect) => string;
};

/** A change in a language of the reader's choice, to copy or to download. */
export function DialectChoice({ input, first = 'curl', notes = [], wholeAt }: DialectChoiceProps) {
  const t = useTranslations('changes.dialects');
  const [dialect, setDialect] = useState(first);
  const exported = useMemo(() => exportChange(dialect, input), [dialect, input]);
  const { text, fileName } = exported;
  const whole = wholeAt && (
    <a className={buttonVariants({ size: 'sm', variant: 'ghost' })} download href={wholeAt(dialect)}>
      <Download aria-hidden />
      {t('downloadWhole', { file: fileName })}
    </a>
  );
  return (
    <div className="mt-3 space-y-3">
      <Segmented
        className="h-auto min-h-7 max-w-full flex-wrap"
        label={t('label')}
        onValueChange={setDialect}
        options={dialects.map((value) => ({ value, label: t(`name.${value}`) }))}
        value={dialect}
      />
      <ul className="list-disc space-y-1 pl-5 text-muted text-xs">
        {[...exported.notes.map((note) => t(`note.${note}`)), ...notes].map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {text === null ? (
        ((exported.notes.includes('not_in_dialect') ? null : whole) ?? <p>{t('nothing')}</p>)
      ) : (
        <CodeBlock
          code={text}
          label={fileName}
          language="yaml"
          toolbar={
            whole ?? (
              <Button onClick={() => download(fileName, text)} size="sm" variant="ghost">
                <Download aria-hidden />
                {t('download', { file: fileName })}
              </Button>
            )
          }
        />
      )}
    </div>
  );
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
