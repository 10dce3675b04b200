import { run } from '@/sandbox/contract/promql';
const t=Date.now(); const r = await run(); for (const f of r.failed) console.log(f.name,'::',f.why); console.log(r.passed, r.failed.length, r.skipped, Date.now()-t);
process.exit(0);
