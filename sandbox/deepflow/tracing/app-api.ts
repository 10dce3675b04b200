import {
  handleTracing,
  type TracingAnswer,
  type TracingDeps,
  tracingParameters,
} from '@/sandbox/deepflow/tracing/handler';

export type AppRequest = { method: string; url: string; body: Uint8Array };
export type AppResponse = { status: number; headers: Record<string, string>; body: string };

/** deepflow-app's port: the tracing of one row, and the parameters it works with. */
export async function answerApp(request: AppRequest, deps: TracingDeps): Promise<AppResponse> {
  const path = request.url.split('?', 1)[0];
  switch (path) {
    case '/v1/stats/querier/L7FlowTracing':
      return request.method === 'POST' ? json(await handleTracing(parse(request.body), deps)) : notAllowed('POST');
    case '/v1/stats/querier/TracingAlgoParams':
      return request.method === 'GET' ? json(tracingParameters(deps.settings)) : notAllowed('GET');
    default:
      return text(404, `Requested URL ${path} not found`);
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function json({ status, body }: TracingAnswer): AppResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

function notAllowed(allow: string): AppResponse {
  const refusal = text(405, `Method not allowed: use ${allow}`);
  return { ...refusal, headers: { ...refusal.headers, allow } };
}

function text(status: number, body: string): AppResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
