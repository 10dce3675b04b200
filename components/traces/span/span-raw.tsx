'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import type { Span } from '@/lib/deepflow/dto';

/** The span as the console holds it; written out only when it is wanted. */
export function SpanRaw({ span }: { span: Span }) {
  const t = useTranslations('spans.details');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="border-t pt-3" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="w-fit font-semibold hover:text-accent">{t('raw')}</summary>
      {isOpen ? (
        <CodeBlock className="mt-2" code={JSON.stringify(span, null, 2)} label={t('raw')} language="json" />
      ) : null}
    </details>
  );
}
