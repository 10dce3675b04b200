'use client';

import { FileUp } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';

export type FileLinkProps = { gatewayId: string; variant?: 'ghost' | 'outline'; className?: string };

/** The way to a trace that lies in a file: one that was exported, or that another tool recorded. */
export function FileLink({ gatewayId, variant = 'ghost', className }: FileLinkProps) {
  const t = useTranslations('traceFile');
  return (
    <Link className={cn(buttonVariants({ variant }), className)} href={hrefs.traceFile(gatewayId)} prefetch={false}>
      <FileUp aria-hidden />
      {t('command')}
    </Link>
  );
}
