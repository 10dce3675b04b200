import type { AddressInfo } from 'node:net';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { GatewayConfig } from '@/sandbox/apisix/config';
import { Store } from '@/sandbox/apisix/store';
const api = await startAdmin({ store: new Store({}), config: new GatewayConfig({}), host: '127.0.0.1', port: 4450 });
console.log(JSON.stringify({ admin: `http://127.0.0.1:${(api.address() as AddressInfo).port}` }));
