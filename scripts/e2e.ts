import { browserPath } from './browser';
import { run } from './processes';

/** `npm run e2e -- [Playwright's options]`: the end-to-end tests on the built console. */
process.exit(await run('npx', ['playwright', 'test', ...process.argv.slice(2)], { CHROMIUM_PATH: browserPath() }));
