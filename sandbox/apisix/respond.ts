import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '@/sandbox/apisix/lua/json';
import { bodyText } from './admin/reply';
import { nginxPage } from './nginx-page';

type Answer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: Json;
  /** A text of known length, sent with it. */
  text?: string;
  /** nginx's own page for the status. */
  page?: true;
};

/**
 * Writes an answer as nginx does, its filter for conditional requests included: it judges the answer, so whatever
 * was written stays written. No answer here has an ETag or a date, so `If-Match` and `If-Unmodified-Since` fail
 * (412) and `If-None-Match: *` holds (304); only answers of status 200 are judged.
 */
export function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.status === 200) {
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'if-modified-since': ifModified } = request.headers;
    if (request.headers['if-unmodified-since'] !== undefined || (ifMatch !== undefined && ifMatch !== '*')) {
      writePage(request, response, 412, { server: 'openresty' });
      return;
    }
    if (ifNoneMatch === '*' && ifModified === undefined) {
      const { 'content-type': _type, ...headers } = answer.headers;
      response.writeHead(304, headers).end();
      return;
    }
  }
  if (answer.page === true) {
    writePage(request, response, answer.status, answer.headers);
    return;
  }
  if (answer.text !== undefined) {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.text) });
    response.end(request.method === 'HEAD' ? undefined : answer.text);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  const text = bodyText(answer.body);
  // Two calls, so that the length stays open and the body goes out in chunks.
  if (text !== undefined && request.method !== 'HEAD') response.write(text);
  response.end();
}

function writePage(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  const text = nginxPage(status);
  response.writeHead(status, {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
