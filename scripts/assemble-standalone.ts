import { cpSync, existsSync, rmSync } from 'node:fs';

/** Next leaves the static files out of its standalone folder; the server there must have them beside it. */
const root = `${import.meta.dirname}/..`;
cpSync(`${root}/.next/static`, `${root}/.next/standalone/.next/static`, { recursive: true });
if (existsSync(`${root}/public`)) cpSync(`${root}/public`, `${root}/.next/standalone/public`, { recursive: true });
// Next copies .env files there too; secrets belong to the environment of the process, never to a build.
for (const name of ['.env', '.env.local', '.env.production', '.env.production.local'])
  rmSync(`${root}/.next/standalone/${name}`, { force: true });
