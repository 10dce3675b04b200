'use client';

import { ChevronDown } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import type { CheckFilterPanelProps } from './check-filter-panel';

const CheckFilterPanel = lazy(async () => ({ default: (await import('./check-filter-panel')).CheckFilterPanel }));

export type CheckFilterProps = CheckFilterPanelProps & {
  label: string;
  /** On the button: with the number of what is chosen. */
  title: string;
};

/** A filter that takes several values; they are loaded when they are first wanted. */
export function CheckFilter({ label, title, ...panel }: CheckFilterProps) {
  return (
    <Popover
      className="min-h-12 w-60"
      label={label}
      trigger={(props) => (
        <Button className="font-normal data-[set=true]:border-accent" data-set={panel.chosen.length > 0} {...props}>
          {title}
          <ChevronDown aria-hidden className="text-subtle" />
        </Button>
      )}
    >
      <Suspense>
        <CheckFilterPanel {...panel} />
      </Suspense>
    </Popover>
  );
}
