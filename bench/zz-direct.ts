import { startServer, stopAll, typescript } from '@/scripts/processes';
import { scratchData } from '@/scripts/scratch-data';
Object.assign(process.env, scratchData());
const { changeRecords } = await import('@/lib/server/changes/change-records');
const { planBulk } = await import('@/lib/server/changes/plan-bulk');
const { startChange } = await import('@/lib/server/changes/start-change');
const { runChange } = await import('@/lib/server/changes/run-change');
const { planChange } = await import('@/lib/server/changes/plan-change');
const { applyChange } = await import('@/lib/server/changes/apply-change');
const { gatewayAt } = await import('@/test/gateway');
const ports = Object.fromEntries(['ADMIN','CONTROL','GATEWAY','METRICS','QUERIER','APP','AGENT','SHOP'].map((n,i)=>[`SANDBOX_${n}_PORT`,String(4400+i)]));
const { GatewayConfig } = await import('@/sandbox/apisix/config');
void GatewayConfig;
const sandbox = await startServer(...typescript('bench/zz-admin.ts'), ports, (l) => l.startsWith('{'));
const { admin } = JSON.parse(sandbox.line) as { admin: string };
const gateway = { ...gatewayAt(admin), id: 'default' };
const records = await changeRecords();
const context = { gateway, records };
const key = 'edd1c9f034335f136f87ad84b625c8f1';
async function ask(method: string, path: string, body: unknown) {
  const r = await fetch(`${admin}/apisix/admin${path}`, { method, headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify(body) });
  const t = await r.text(); if (!r.ok) throw new Error(t);
}
const ids = Array.from({ length: 1000 }, (_, n) => `b${n}`);
async function atOnce(work: (id: string, n: number) => Promise<unknown>) {
  const rest = ids.entries();
  await Promise.all(Array.from({ length: 8 }, async () => { for (const [n, id] of rest) await work(id, n); }));
}
await atOnce((id, n) => ask('PUT', `/routes/${id}`, { name: id, uri: `/b/${id}/*`, host: `api.team${n % 50}.example.com`, labels: { bench: 'bulk' }, upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } }, plugins: { 'request-id': { include_in_response: true } } }));
const ms = async (work: () => Promise<unknown>) => { const t = performance.now(); await work(); return performance.now() - t; };
import { readFileSync } from 'node:fs';
const serverCpu = () => { const f = readFileSync(`/proc/${sandbox.pid}/stat`, 'utf8').split(' '); return (Number(f[13]) + Number(f[14])) * 10; };
const cpu = async (work: () => Promise<unknown>) => { const s0 = serverCpu(); const c = process.cpuUsage(); const t = await ms(work); const d = process.cpuUsage(c); return `${t.toFixed(0)} ms (cpu ${((d.user + d.system) / 1000).toFixed(0)}, server ${serverCpu() - s0})`; };
try {
  for (let round = 0; round < 3; round++) {
    let id = '';
    const dry = await cpu(async () => { id = (await planBulk(context, { plugin: 'prometheus', wish: { state: 'on', config: { prefer_name: round % 2 === 0 } }, routes: { query: { label: ['bench=bulk'] } } }, 'a')).id; });
    await startChange(context, id, { outcomes: ['will_change'], options: null, revertAt: null });
    const ours = await cpu(() => runChange(context, id));
    const { counts } = await records.change('default', id);
    const bare = await cpu(() => atOnce((rid) => ask('PATCH', `/routes/${rid}`, { plugins: { prometheus: { prefer_name: round % 2 === 0 } } })));
    const gets = await cpu(() => atOnce(async (rid) => { await (await fetch(`${admin}/apisix/admin/routes/${rid}`, { headers: { 'x-api-key': key } })).text(); }));
    console.log({ dry, ours, bare, gets, written: counts.written });
  }
  const times: Record<string, number[]> = { bare: [], ours: [] };
  for (let n = 0; n < 50; n++) {
    const wish = { state: 'on', config: { prefer_name: n % 2 === 0 } } as const;
    const { seen } = await planChange(context, 'b1', 'prometheus', wish);
    times.ours?.push(await ms(() => applyChange(context, { routeId: 'b1', plugin: 'prometheus', wish, seen, actor: 'a' })));
    times.bare?.push(await ms(() => ask('PATCH', '/routes/b2', { plugins: { prometheus: { prefer_name: n % 2 === 0 } } })));
  }
  for (const [name, list] of Object.entries(times)) console.log(name, list.slice(20).sort((a, b) => a - b)[15]?.toFixed(2));
} finally { await stopAll(); }
process.exit(0);
