import { serverArguments } from '@/scripts/console-server';
import { startServer } from '@/scripts/processes';
import { scratchData } from '@/scripts/scratch-data';

const nobody = 'http://127.0.0.1:9';
/** What a page that is given its data by the bench needs of the upstreams: nothing. */
const withoutUpstreams = {
  APISIX_ADMIN_URL: nobody,
  APISIX_ADMIN_KEY: 'none',
  DEEPFLOW_QUERIER_URL: nobody,
  DEEPFLOW_APP_URL: nobody,
};

/** Starts the built console, with data that go with the bench; resolves when it takes requests. */
export function startConsole(port: string, upstreams: typeof withoutUpstreams = withoutUpstreams) {
  return startServer(
    process.execPath,
    serverArguments,
    { ...scratchData(), NODE_ENV: 'production', HOSTNAME: '127.0.0.1', PORT: port, ...upstreams },
    (line) => line.includes('Ready'),
  );
}

/** Sends JSON to a server; anything but success is an error. */
export async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
