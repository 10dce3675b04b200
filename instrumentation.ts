/** Runs once when the server starts, before the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('@/lib/server/boot');
  await boot();
  const { startChangeWorker } = await import('@/lib/server/changes/change-worker');
  startChangeWorker();
}
