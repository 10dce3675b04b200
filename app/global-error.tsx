'use client';

import './globals.css';

/** The root layout itself failed: no messages and no theme can be counted on, so both languages are here. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Routelens</title>
        <main className="mx-auto max-w-lg space-y-3 px-4 pt-[15vh] text-center" role="alert">
          <h1 className="text-lg font-semibold">The console failed to start this page</h1>
          <p>Nothing was changed on the gateway. The console’s log has the reason.</p>
          <p lang="zh-CN">控制台无法打开此页面，网关没有受到任何改动。原因请查看控制台日志。</p>
          <button className="rounded-md border border-line-strong px-3 py-1" onClick={retry} type="button">
            Try again · 重试
          </button>
        </main>
      </body>
    </html>
  );
}
