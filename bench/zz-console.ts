import { measureConsole } from '@/bench/console';
import { printFigures } from '@/bench/figure';
import { stopAll } from '@/scripts/processes';

try {
  printFigures(await measureConsole());
} finally {
  await stopAll();
}
