import { startPrometheus } from '@/sandbox/contract/prometheus-server';
import { encodeWrite, type WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { startDeepflow } from '@/sandbox/deepflow/server';

/** Where samples are written by remote write, and asked for. */
export type Store = {
  prometheus: { url: string };
  querierUrl: string | null;
  writeUrl: string;
  close: () => Promise<void>;
};

const seriesPerWrite = 1000;

/** A Prometheus server of Debian's package, which takes what is written to it and scrapes nothing. */
export async function realServer(): Promise<Store> {
  const server = await startPrometheus(
    () => 'global: { scrape_interval: 1h }\n',
    (folder) => [
      `--storage.tsdb.path=${folder}/data`,
      '--storage.tsdb.retention.time=3650d',
      '--web.enable-remote-write-receiver',
    ],
  );
  return { prometheus: server, querierUrl: null, writeUrl: `${server.url}/api/v1/write`, close: server.stop };
}

/** The sandbox's DeepFlow alone. */
export async function sandboxDeepflow(): Promise<Store> {
  const own = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  return {
    prometheus: { url: `${own.querierUrl}/prom` },
    querierUrl: own.querierUrl,
    writeUrl: `${own.agentUrl}/api/v1/prometheus`,
    close: () => own.close(),
  };
}

/** Writes series, each whole, a thousand at a time. */
export async function writeSeries(url: string, series: readonly WrittenSeries[]): Promise<void> {
  for (let at = 0; at < series.length; at += seriesPerWrite) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: encodeWrite(series.slice(at, at + seriesPerWrite)),
    });
    if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
