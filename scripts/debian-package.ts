import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const policy = '/usr/sbin/policy-rc.d';

/** Runs while no package may start a service of its own. */
function withoutServices(work: () => void): void {
  if (existsSync(policy)) {
    work();
    return;
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    rmSync(policy, { force: true });
  }
}

/**
 * Installs a package of Debian's where this process may, without what it recommends and without starting its services.
 * Returns whether `binary` is there afterwards.
 */
export function installPackage(name: string, binary: string): boolean {
  if (existsSync(binary)) return true;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return false;
  console.log(`No ${name} found: installing Debian's package…`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  withoutServices(() => {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
  });
  return existsSync(binary);
}
