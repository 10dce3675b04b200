import { existsSync } from 'node:fs';
import { installPackage } from './debian-package';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of a Chromium for the end-to-end tests: CHROMIUM_PATH, one that is installed, or Debian's package, which is
 * installed when this process may. Throws with the way out when there is none to be had.
 */
export function browserPath(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
    return named;
  }
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  if (installPackage('chromium', '/usr/bin/chromium')) return '/usr/bin/chromium';
  throw new Error('No Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH');
}
