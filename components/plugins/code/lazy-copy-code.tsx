'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';

/** The editor is large, and not everybody opens it. */
export const LazyCopyCode = dynamic(() => import('./copy-code').then((module) => module.CopyCode), {
  ssr: false,
  loading: () => <Skeleton className="h-40 rounded-md" />,
});
