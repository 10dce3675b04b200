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

/**
 * `npm run bench`: needs a build. Writes bench/results.json and prints each figure beside its budget; with names of parts
 * after `--` it measures these alone.
 */

const parts = {
  router: measureRouter,
  'trace-engine': measureTraceEngine,
  'trace-page': measureTracePage,
  'profile-page': measureProfilePage,
  charts: measureCharts,
  console: measureConsole,
};
const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) throw new Error(`${unknown}: not one of ${Object.keys(parts).join(', ')}`);

const figures: Figure[] = [];
try {
  for (const [name, measure] of Object.entries(parts))
    if (names.length === 0 || names.includes(name)) figures.push(...(await measure()));
} finally {
  await stopAll();
}

const machine = { cores: cpus().length, node: process.version };
writeFileSync(
  `${import.meta.dirname}/results.json`,
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, figures }, null, 2)}\n`,
);
printFigures(figures);
