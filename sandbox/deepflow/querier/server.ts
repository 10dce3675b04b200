import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '@/sandbox/deepflow/http';
import { answerProfileGrafana, answerProfileTracing } from '@/sandbox/deepflow/profile/api';
import type { Engine } from '@/sandbox/deepflow/querier/engine';
import { answerAdapter, answerMap } from '@/sandbox/deepflow/querier/enterprise-api';
import type { PromApi } from '@/sandbox/deepflow/querier/prom-api';
import { type Answer, answerQuery } from '@/sandbox/deepflow/querier/query-api';
import { type AskTrace, answerTempo } from '@/sandbox/deepflow/tempo/api';

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const notFound: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' };

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

export type QuerierDeps = {
  engine: Engine;
  prom: PromApi;
  askTrace: AskTrace;
  /** Resolves when the rows that came before are stored. */
  settle: () => Promise<void>;
};

/** Path and query of a request line, which may name a host or be none at all. */
function urlOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '/';
  const text = target.startsWith('/') ? `http://querier${target}` : target;
  return URL.canParse(text) ? new URL(text) : null;
}

/** Answers a request to the querier's port: SQL, PromQL, profiles, Tempo's paths and the probe `/api/echo`. */
export async function answerQuerier(
  request: IncomingMessage,
  body: string,
  { engine, prom, askTrace, settle }: QuerierDeps,
): Promise<HttpAnswer> {
  const url = urlOf(request);
  if (url === null) {
    return notFound;
  }
  if (url.pathname !== '/api/echo') {
    await settle();
  }
  const isPost = request.method === 'POST';
  const isGet = request.method === 'GET';
  const contentType = headerOf(request, 'content-type');
  const isForm = isPost && contentType.startsWith('application/x-www-form-urlencoded');
  // What a form says comes before what the URL says, as Go's FormValue has it.
  const parameters = new URLSearchParams([...new URLSearchParams(isForm ? body : ''), ...url.searchParams]);
  const organisation = headerOf(request, 'x-org-id') || '1';
  const profileRequest = () => ({ url: url.searchParams, body, organisation });
  switch (url.pathname) {
    case '/v1/query/':
      if (isPost) {
        return answerQuery(
          {
            url: url.searchParams,
            contentType,
            body,
            language: headerOf(request, 'x-language'),
            organisation,
          },
          engine,
        );
      }
      return notFound;
    case '/v1/query':
      return isPost ? { status: 307, headers: { location: `/v1/query/${url.search}` }, body: '' } : notFound;
    case '/api/echo':
      return isGet ? { status: 200, headers: plain, body: 'echo' } : notFound;
    case '/v1/profile/ProfileTracing':
      return isPost ? answerProfileTracing(profileRequest(), engine) : notFound;
    case '/v1/profile/ProfileGrafana':
      return isPost ? answerProfileGrafana(profileRequest(), engine) : notFound;
    case '/api/v1/adapter/tracing':
      return isGet ? answerAdapter() : notFound;
    default:
      if (url.pathname.startsWith('/prom/')) return answerProm(request, url, parameters, prom);
      if (isPost) return answerMap(url.pathname, body) ?? notFound;
      return (
        (isGet ? await answerTempo(url, headerOf(request, 'accept'), { engine, askTrace, organisation }) : null) ??
        notFound
      );
  }
}

const promRoute = /^\/prom\/api\/v1\/(query|query_range|series|label\/([^/]+)\/values)$/;
const tooMany: Answer = { status: 429, headers: {}, body: '' };

/** PromQL's routes (server/querier/app/prometheus/router/router.go), each under the limit of queries a second. */
function answerProm(
  request: IncomingMessage,
  { pathname: path, search }: URL,
  parameters: URLSearchParams,
  prom: PromApi,
): Promise<Answer> | Answer {
  const isGet = request.method === 'GET';
  const [, route = '', label] = promRoute.exec(path) ?? [];
  if (path.endsWith('/') && isGet && promRoute.test(path.slice(0, -1))) {
    return { status: 301, headers: { location: `${path.slice(0, -1)}${search}` }, body: '' };
  }
  if (route === '' || !(isGet || (request.method === 'POST' && label === undefined))) {
    return notFound;
  }
  if (!prom.admits()) {
    return tooMany;
  }
  const organisation = headerOf(request, 'x-org-id') || '1';
  switch (route) {
    case 'query':
      return prom.query(parameters, organisation);
    case 'query_range':
      return prom.queryRange(parameters, organisation);
    case 'series':
      return prom.series(parameters, organisation);
    default:
      return prom.labelValues(label ?? '', parameters);
  }
}
