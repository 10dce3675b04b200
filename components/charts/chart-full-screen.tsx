'use client';

import { type ReactNode, useRef, useSyncExternalStore } from 'react';
import type uPlot from 'uplot';
import { Dialog } from '@/components/ui/dialog';
import { ChartBody, type ChartBodyProps } from './chart-body';
import { ChartMenu } from './chart-menu';

export type ChartFullScreenProps = Omit<ChartBodyProps, 'height' | 'chart'> & {
  note?: ReactNode;
  onTable: () => void;
  onClose: () => void;
};

const leastHeight = 320;
/** Title, legend and edges: what the window holds beside the plot. */
const besideRows = 6;
const rowHeight = 24;

/** One chart as large as the window, with all that it does in the page; `Esc` leads back. */
export function ChartFullScreen({ note, onTable, onClose, ...body }: ChartFullScreenProps) {
  const { title, model, view } = body;
  const chart = useRef<uPlot>(null);
  const windowHeight = useSyncExternalStore(subscribe, readHeight, () => leastHeight);
  const rows = Math.min(model.series.length, 8) + besideRows;
  return (
    <Dialog
      className="top-[2vh] max-h-[96vh] w-[min(110rem,calc(100vw-2rem))] max-sm:w-[calc(100vw-0.5rem)]"
      onOpenChange={(open) => !open && onClose()}
      open
      title={title}
    >
      <div className="time-chart min-h-0 overflow-y-auto px-1 pb-2">
        <div className="flex min-h-9 items-center gap-2 px-3">
          {note ? <span className="min-w-0 truncate text-subtle text-xs">{note}</span> : null}
          <ChartMenu
            chart={chart}
            className="ml-auto"
            hidden={view.hidden}
            model={model}
            onTable={onTable}
            title={title}
          />
        </div>
        <ChartBody {...body} chart={chart} height={Math.max(leastHeight, windowHeight * 0.96 - rows * rowHeight)} />
      </div>
    </Dialog>
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}

function readHeight(): number {
  return window.innerHeight;
}
