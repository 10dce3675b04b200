'use client';

import dynamic from 'next/dynamic';
import { ChartSkeleton } from './chart-skeleton';

/** A chart that brings uPlot with it once one is shown: most pages have none, and on a server it draws nothing. */
export const LazyTimeChart = dynamic(() => import('./time-chart').then((module) => module.TimeChart), {
  ssr: false,
  loading: () => <ChartSkeleton />,
});
