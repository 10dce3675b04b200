import 'server-only';
import { databaseVariables } from '@/lib/server/config-schema';
import { ConfigError, fromStartDirectory, readSecretVariable, readVariable } from '@/lib/server/env';
import { Secret } from '@/lib/server/secret';

export type DatabaseSettings = { kind: 'sqlite'; folder: string } | { kind: 'postgres'; url: Secret };

/** Where the console keeps its own data. Throws ConfigError, never with the address of the database. */
export function databaseSettings(): DatabaseSettings {
  const url = readSecretVariable('DATABASE_URL');
  const folder = readVariable('ROUTELENS_DATA_DIR');
  if (url === undefined)
    return { kind: 'sqlite', folder: fromStartDirectory(folder ?? databaseVariables.ROUTELENS_DATA_DIR.fallback) };
  if (folder !== undefined)
    throw new ConfigError('DATABASE_URL and ROUTELENS_DATA_DIR are both set: the data are kept in one place.');
  return { kind: 'postgres', url: checkedUrl(url) };
}

function checkedUrl(value: string): Secret {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new ConfigError(
      'DATABASE_URL must be the address of a PostgreSQL database, postgres://user:password@host:5432/name. ' +
        'For SQLite leave it out and name a folder in ROUTELENS_DATA_DIR.',
    );
  if (url.pathname.length < 2) throw new ConfigError('DATABASE_URL must name a database: postgres://host:5432/name.');
  // Registered by itself, too: the driver's messages may quote it without the rest.
  if (url.password !== '') new Secret(decodeURIComponent(url.password));
  return new Secret(value);
}
