import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { stopAll } from '@/scripts/processes';
import { measureCharts } from './charts';
import { measureConsole } from './console';
import { type Figure, printFigures } from './figure';
import { measureProfilePage } from './profile-page';
import { measureRouter } from './router';
import { measureTraceEngine } from './trace-engine';
import { measureTracePage } from './trace-page';

/** `npm run bench`: needs a build. Writes bench/results.json and prints each figure beside its budget. */

const { indexMs, matchUs } = measureRouter();
const figures: Figure[] = [
  { name: 'router, 50,000 routes: index', value: indexMs, unit: 'ms', budget: 500 },
  { name: 'router, 50,000 routes: a match', value: matchUs, unit: 'µs', budget: 20 },
  ...(await measureTraceEngine()),
];
try {
  figures.push(...(await measureTracePage()));
  figures.push(...(await measureProfilePage()));
  figures.push(...(await measureCharts()));
  figures.push(...(await measureConsole()));
} finally {
  await stopAll();
}

const machine = { cores: cpus().length, node: process.version };
writeFileSync(
  `${import.meta.dirname}/results.json`,
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, figures }, null, 2)}\n`,
);
printFigures(figures);
