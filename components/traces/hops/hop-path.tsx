'use client';

import type { OpenedTrace } from '@/lib/telemetry/trace/columns';

export type HopPathProps = {
  gatewayId: string;
  opened: OpenedTrace;
  /** Index of the selected span, -1: none. */
  selected: number;
  onSelect: (index: number) => void;
};

/** The way of this request through the points where DeepFlow looks, with the time spent at and between them. */
export function HopPath(_props: HopPathProps) {
  return null;
}
