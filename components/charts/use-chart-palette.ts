'use client';

import { useMemo, useSyncExternalStore } from 'react';
import type { ChartPalette } from './chart-options';

/** The theme is a class of the root element; a canvas has to be told when it changes. */
function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
  return () => observer.disconnect();
}

/** Colours of globals.css as they are now, read anew when the theme changes. */
export function useChartPalette(): ChartPalette {
  const theme = useSyncExternalStore(
    subscribe,
    () => document.documentElement.className,
    () => '',
  );
  return useMemo(() => readPalette(theme), [theme]);
}

function readPalette(_theme: string): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const colour = (token: string) => style.getPropertyValue(token).trim();
  return {
    grid: colour('--line'),
    text: colour('--subtle'),
    surface: colour('--surface'),
    font: getComputedStyle(document.body).fontFamily || 'sans-serif',
    colour,
  };
}
