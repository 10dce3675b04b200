import { startDeepflow } from '@/sandbox/deepflow/server';
import { writeHistory } from '@/sandbox/shop/history';
import { Clickhouse } from '@/sandbox/deepflow/clickhouse';
import { Store } from '@/sandbox/deepflow/store';
const stats = new Map<string, { n: number; rows: number; ms: number; cpu: number }>();
const orig = Clickhouse.prototype.insert;
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
if (process.env.STATS) {
Clickhouse.prototype.insert = function (table, columns, rows, format) {
  const s = stats.get(table) ?? { n: 0, rows: 0, ms: 0, cpu: 0 }; stats.set(table, s);
  const session = (this as any);
  const r = orig.call(this, table, columns, rows, format);
  s.n++; s.rows += rows.toString('utf8').split('\n').length;
  return r;
};
}
const t0 = performance.now();
const df = await startDeepflow({ host: '127.0.0.1', querierPort: 34150, appPort: 34151, agentPort: 34152 });
console.log('open', Math.round(performance.now() - t0), 'cpu', Math.round(cpu()), 'rss', Math.round(process.memoryUsage().rss / 1e6));
const t1 = performance.now(); const c1 = cpu();
const n = await writeHistory({ agentUrl: df.agentUrl, hours: Number(process.env.HOURS ?? 2), peak: 1 });
console.log('history posted', n, Math.round(performance.now() - t1), 'cpu', Math.round(cpu() - c1));
await fetch(`${df.querierUrl}/v1/query/`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'db=flow_log&sql=select 1 from l7_flow_log limit 1' }).then((r) => r.text());
console.log('history stored', Math.round(performance.now() - t1), 'cpu', Math.round(cpu() - c1), 'rss', Math.round(process.memoryUsage().rss / 1e6));
for (const t of ['flow_log.l7_flow_log', 'flow_log.l4_flow_log', 'profile.in_process']) console.log(t, (await df.store.query(`select count(), (select count() from system.parts where active and database||'.'||table='${t}') from ${t}`)).rows[0]);
console.table([...stats].map(([t, s]) => ({ t, ...s })));
for (let i = 0; i < 5; i++) { const c = cpu(); await new Promise((r) => setTimeout(r, 3000)); console.log('after', i, 'cpu in 3 s', Math.round(cpu() - c), 'rss', Math.round(process.memoryUsage().rss / 1e6)); }
await df.close();
