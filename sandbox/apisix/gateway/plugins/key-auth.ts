import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import type { Consumer, GatewayObjects } from '@/sandbox/apisix/gateway/objects';
import { definePlugin, type Exit, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { variableOf } from '@/sandbox/apisix/gateway/variables';

type Conf = {
  header?: string;
  query?: string;
  realm?: string;
  hide_credentials?: boolean;
  anonymous_consumer?: string;
};

export function keyAuth(objects: GatewayObjects): Plugin {
  return definePlugin<Conf>({
    name: 'key-auth',
    priority: 2500,
    type: 'auth',
    rewrite(conf, context) {
      const { header = 'apikey', query = 'apikey', realm = 'key' } = conf;
      const key = context.header(header) ?? variableOf(context, `arg_${query}`);
      let consumer = typeof key === 'string' ? objects.consumerByKey(key) : null;
      if (consumer !== null || conf.anonymous_consumer !== undefined) {
        if (conf.hide_credentials) hide(context, header, query);
        consumer ??= objects.consumerByName(conf.anonymous_consumer ?? '');
        if (consumer === null) return refuse(context, realm, 'Invalid user authorization');
        attach(context, consumer);
        return undefined;
      }
      return refuse(context, realm, key === null ? 'Missing API key in request' : 'Invalid API key in request');
    },
  });
}

function refuse(context: RequestContext, realm: string, message: string): Exit {
  context.responseHeaders.set('WWW-Authenticate', `apikey realm="${realm}"`);
  return { status: 401, body: { message } };
}

function hide(context: RequestContext, header: string, query: string): void {
  delete context.headers[header.toLowerCase()];
  const pairs = context.query?.split('&') ?? [];
  const kept = pairs.filter((pair) => pair.split('=', 1)[0] !== query);
  if (kept.length === pairs.length) return;
  const [path = ''] = context.target.split('?', 1);
  context.upstreamUri = path + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

function attach(context: RequestContext, consumer: Consumer): void {
  context.consumer = consumer;
  context.headers['x-consumer-username'] = consumer.name;
  context.headers['x-credential-identifier'] = consumer.credentialId ?? undefined;
  context.headers['x-consumer-custom-id'] = consumer.customId ?? undefined;
}
