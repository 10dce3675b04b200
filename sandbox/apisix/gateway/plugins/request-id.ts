import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin } from '@/sandbox/apisix/gateway/plugin';

type Conf = {
  header_name?: string;
  include_in_response?: boolean;
  algorithm?: 'uuid' | 'nanoid' | 'range_id' | 'ksuid' | 'uuidv7';
  range_id?: { length?: number; char_set?: string };
};

const alphanumeric = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const requestId = definePlugin<Conf>({
  name: 'request-id',
  priority: 12015,
  rewrite(conf, context) {
    const name = headerName(conf);
    if (!context.header(name)) context.headers[name.toLowerCase()] = newId(conf);
    context.variables.set('apisix_request_id', context.header(name) ?? '');
    return undefined;
  },
  headerFilter(conf, context: RequestContext) {
    const name = headerName(conf);
    if (conf.include_in_response === false || context.responseHeaders.get(name)) return;
    context.responseHeaders.set(name, context.header(name) ?? '');
  },
});

function headerName({ header_name = 'X-Request-Id' }: Conf): string {
  return header_name;
}

function newId({ algorithm = 'uuid', range_id = {} }: Conf): string {
  switch (algorithm) {
    case 'nanoid':
      return randomText(21, `-_${alphanumeric}`);
    case 'range_id':
      return randomText(range_id.length ?? 16, range_id.char_set ?? alphanumeric);
    case 'ksuid':
      return randomText(27, alphanumeric);
    case 'uuidv7': {
      const time = Date.now().toString(16).padStart(12, '0');
      const rest = randomBytes(10).toString('hex');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-a${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
    }
    default:
      return randomUUID();
  }
}

function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
