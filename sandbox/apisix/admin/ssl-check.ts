import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, items } from '@/sandbox/apisix/lua/json';
import { mustResourceSchema } from '@/sandbox/apisix/schema/definitions';
import { validate } from '@/sandbox/apisix/schema/validate';

function isSecret(value: Json | undefined): boolean {
  return typeof value === 'string' && (value.startsWith('$secret://') || /^\$env:\/\//i.test(value));
}

const pem = /-----BEGIN [A-Z0-9 ]+-----[\s\S]+-----END [A-Z0-9 ]+-----/;

/**
 * Whether a certificate and its key have the form of PEM. The sandbox terminates no TLS, so what is inside is not
 * read; the reasons are OpenSSL's for a text that is no PEM.
 */
export function pemFault(certificate: Json | undefined, key: Json | undefined): string | null {
  if (typeof certificate !== 'string' || !accepted(certificate)) {
    return 'failed to parse cert: PEM_read_bio_X509_AUX() failed';
  }
  if (key === undefined) return null;
  if (typeof key !== 'string' || !(accepted(key) || /^[\w+/]+={0,2}$/.test(key))) {
    return 'failed to decrypt previous encrypted key';
  }
  return null;
}

function accepted(text: string): boolean {
  return pem.test(text);
}

export function sslFault(conf: JsonObject): string | null {
  const fault = validate(mustResourceSchema('ssl'), conf);
  if (fault !== null) return `invalid configuration: ${fault}`;
  if (!isSecret(conf.cert) && !isSecret(conf.key)) {
    const broken = pemFault(conf.cert, conf.key);
    if (broken !== null) return broken;
  }
  if (conf.type === 'client') return null;
  const certs = items(conf.certs);
  const keys = items(conf.keys);
  if (certs.length !== keys.length) return 'mismatched number of certs and keys';
  for (const [index, cert] of certs.entries()) {
    if (isSecret(cert) || isSecret(keys[index])) continue;
    const broken = pemFault(cert, keys[index]);
    if (broken !== null) return `failed to handle cert-key pair[${index + 1}]: ${broken}`;
  }
  const authority = field(conf.client, 'ca');
  if (authority === undefined || isSecret(authority)) return null;
  const broken = pemFault(authority, undefined);
  return broken === null ? null : `failed to validate client_cert: ${broken}`;
}
