import { startAdmin } from './admin/server';
import { GatewayConfig } from './config';
import { startControl } from './control/server';
import { close, portOf } from './listen';
import { Store } from './store';

const host = '127.0.0.1';

function port(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`${name}: ${text} is not a port`);
  return value;
}

const store = new Store({ file: process.env.SANDBOX_STATE_FILE || undefined });
const config = new GatewayConfig(process.env.SANDBOX_CONFIG_FILE || {});
const admin = await startAdmin({ store, config, host, port: port('SANDBOX_ADMIN_PORT', 9180) });
const control = await startControl({ store, config, host, port: port('SANDBOX_CONTROL_PORT', 9090) });

async function stop(): Promise<void> {
  await Promise.all([close(admin), close(control)]);
  store.flush();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

console.log(
  JSON.stringify({
    ready: 'apisix',
    admin: `http://${host}:${portOf(admin)}`,
    control: `http://${host}:${portOf(control)}`,
  }),
);
