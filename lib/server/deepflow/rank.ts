import 'server-only';
import type { Rank } from '@/lib/deepflow/peers';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { isOwnEnd } from './own-end';
import type { OwnTags } from './own-tags';
import { comparedTexts, countOfPeers, operationOfRow, type PeerQuery } from './peer-statements';
import { maybeText, number, query, type Row, text } from './querier';

/** How far back others are looked for. */
const hourS = 3600;
const otel = 4;
const session = 2;

/**
 * Where one request stands among others of its operation: the same service, method and endpoint (or span name), seen
 * by the same signal at the same point in the hour before it ended. Two counts.
 * Throws ProblemError: `not_found` for a row that DeepFlow does not (or no longer) have.
 */
export async function getRank(gateway: GatewayConfig, rowId: string, signal?: AbortSignal): Promise<Rank> {
  const [row] = await query(gateway, operationOfRow(gateway.deepflow.tags, rowId), { signal });
  if (!row)
    throw new ProblemError({
      type: 'about:blank',
      title: 'No such row',
      status: 404,
      code: 'not_found',
      upstream: 'querier',
      field: 'callId',
      detail: 'DeepFlow has no row of this id; it may be older than what DeepFlow keeps.',
    });
  const peers = peersOf(row, gateway.deepflow.tags);
  const texts = comparedTexts(peers);
  const isPeers = (group: Row) => texts.every((wanted) => text(group, wanted.selected.name) === wanted.text);
  const count = async (fasterThanUs: number | null) => {
    const groups = await query(gateway, countOfPeers({ ...peers, fasterThanUs }), { signal });
    return groups.filter(isPeers).reduce((sum, group) => sum + number(group, 'n'), 0);
  };
  const isAnswered = number(row, 'kind') === session;
  const [all, faster] = await Promise.all([count(null), isAnswered ? count(number(row, 'duration_us')) : 0]);
  // It is not among its own peers.
  const others = Math.max(all - (isAnswered ? 1 : 0), 0);
  const name = [peers.source === otel ? '' : peers.method, peers.endpoint].filter((part) => part !== '').join(' ');
  return {
    slowerThan: isAnswered && others > 0 ? Math.min(faster / others, 1) : null,
    of: others,
    sinceS: peers.range.fromS,
    untilS: peers.range.toS,
    operation: {
      service: peers.app || (isClientSide(peers.point) ? peers.client : peers.server),
      name: name || peers.method,
      point: peers.point,
    },
  };
}

function peersOf(row: Row, { app_service: names, ...tags }: OwnTags): PeerQuery {
  const point = text(row, 'point');
  const endS = Math.floor(number(row, 'end_us') / 1e6);
  const source = number(row, 'source');
  const [client, server] = [maybeText(row, 'auto_service_0') ?? '', maybeText(row, 'auto_service_1') ?? ''];
  const side = isClientSide(point) ? '_0' : '_1';
  // A span is told by its service's name, where that is told, which its peers have as well.
  const isOwn = !(source === otel && names) && isOwnEnd(tags, side, (column) => text(row, column));
  return {
    source,
    point,
    protocol: number(row, 'protocol_no'),
    method: text(row, 'method'),
    endpoint: text(row, 'endpoint_name'),
    app: source === otel ? text(row, 'app') : '',
    // Whoever calls, the operation of a server is the same; a client's is what it asks of one server.
    client: isClientSide(point) ? client : '',
    server: source === otel && isClientSide(point) ? '' : server,
    own: isOwn ? { tags, side } : null,
    range: { fromS: endS - hourS, toS: endS },
    fasterThanUs: null,
  };
}

function isClientSide(point: string): boolean {
  return point === 'c' || point.startsWith('c-');
}
