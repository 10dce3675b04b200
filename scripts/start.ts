import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serverArguments, serverFile } from './console-server';

/** `npm start`: the built console. Next's own server listens on every address unless told otherwise; ours on loopback. */
if (!existsSync(serverFile)) {
  console.error('The console is not built yet: run `npm run build` first.');
  process.exit(1);
}
const child = spawn(process.execPath, serverArguments, {
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_ENV: 'production',
    HOSTNAME: process.env.HOST ?? '127.0.0.1',
    PORT: process.env.PORT ?? '3000',
    // Longer than proxies and clients keep an idle connection: Node's five seconds close it under a request of theirs.
    KEEP_ALIVE_TIMEOUT: process.env.KEEP_ALIVE_TIMEOUT ?? '75000',
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
