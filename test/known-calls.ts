import { inventory } from '@/sandbox/deepflow/inventory';

export const knownHost = 'known.example.com';
/** A workload of the cluster that calls the gateway itself. */
const storefront = 'storefront';

/** Services behind the gateway; requests of the route `tried` go to `payment` first. */
export const services = ['webshop', 'product', 'payment'] as const;
export type Service = (typeof services)[number];

/** What a service does with a request: it answers, never answers, or ends the connection. */
export type Fate = 'answers' | 'hangs' | 'breaks';

/** A request as it is meant to be. */
export type Wanted = {
  /** The route that takes it; null: none does. */
  route: 'known' | 'tried' | 'plain' | 'pair' | null;
  /** Calls of one round lie between two looks of the scraper. */
  round: number;
  method: string;
  host: string;
  path: string;
  /** Null: the client goes away before there is an answer. */
  status: number | null;
  /** As DeepFlow names it: an address, or, where it stands in a pod, the pod. */
  client: string;
  /** The workload of the cluster that sends it; null: somebody on the Internet. */
  sender: string | null;
  consumer: string;
  isSlow: boolean;
  headers: Record<string, string>;
  /** Which services are to be tried, in this order; null: whichever the gateway chooses, one or none. */
  tries: readonly { node: Service; fate: Fate }[] | null;
};

const rounds = 3;
export const keys = { jack: 'of-jack', jill: 'of-jill' };

/**
 * Three equal rounds, so that every series of APISIX is there from the first one on: 22 calls of the route `known` and 6 of
 * the route `tried`, whose first service is not always there. Beside them calls of a route without any plugin, of two
 * routes that only a header tells apart, and calls to a host without a route.
 */
export function wantedCalls(): Wanted[] {
  const others = ordinary({ round: rounds - 1 });
  return [
    ...Array.from({ length: rounds }, (_, round) => [
      ...knownOf(round),
      ...triedOf(round),
      ...Array.from({ length: 3 }, (_, at) => ({
        ...ordinary({ round }),
        route: 'plain' as const,
        path: `/plain/${at}?status=200&work=2`,
      })),
    ]).flat(),
    ...Array.from({ length: 6 }, (_, at) => ({
      ...others,
      route: 'pair' as const,
      path: '/pair?status=200&work=2',
      headers: at < 2 ? { 'x-canary': '1' } : {},
    })),
    ...Array.from({ length: 5 }, (_, at) => ({
      ...others,
      route: null,
      path: at < 3 ? '/lost' : `/lost/further?at=${at}`,
      status: 404,
      host: 'nobody.example.com',
      client: '203.0.113.9',
    })),
  ];
}

function ordinary({ round }: { round: number }): Omit<Wanted, 'route' | 'path'> {
  return {
    round,
    method: 'GET',
    host: knownHost,
    status: 200,
    client: '203.0.113.7',
    sender: null,
    consumer: '',
    isSlow: false,
    headers: {},
    tries: null,
  };
}

/**
 * Two paths, methods, clients, consumers and upstreams, three codes, one slow call of each class, and two that their client
 * gives up. An even number, so that each upstream gets the same calls in each round.
 */
function knownOf(round: number): Wanted[] {
  return Array.from({ length: 22 }, (_, at) => {
    const status = at >= 20 ? null : at < 12 ? 200 : at < 16 ? 404 : 503;
    const isSlow = [3, 13, 17].includes(at);
    const consumer = at % 4 < 2 ? 'jack' : 'jill';
    const name = at % 3 === 0 ? 'cart' : `orders/${1000 * round + at}`;
    const does = status === null ? 'fate=hangs' : `status=${status}&work=${4 + 3 * (at % 7)}`;
    return {
      ...ordinary({ round }),
      route: 'known',
      method: at % 4 === 0 ? 'POST' : 'GET',
      path: `/known/${name}?${does}${isSlow ? '&slow=1' : ''}`,
      status,
      client: at % 5 === 0 ? '203.0.113.9' : '203.0.113.7',
      consumer,
      isSlow,
      headers: { apikey: keys[consumer] },
    };
  });
}

/** Answered at once, at the second try, and not at all; a request that changes something is not tried again. */
function triedOf(round: number): Wanted[] {
  const cases: [method: string, status: number, first: Fate, second?: Fate][] = [
    ['GET', 200, 'answers'],
    ['GET', 200, 'hangs', 'answers'],
    ['GET', 200, 'breaks', 'answers'],
    ['GET', 404, 'breaks', 'answers'],
    ['GET', 502, 'breaks', 'breaks'],
    ['POST', 502, 'breaks'],
  ];
  return cases.map(([method, status, first, second], at) => {
    const answered = first === 'answers' || second === 'answers' ? status : 200;
    // Of each class one, and one that was tried twice.
    const sender = [1, 3, 4].includes(at)
      ? { sender: storefront, client: inventory.workload(storefront).instance }
      : {};
    return {
      ...ordinary({ round }),
      ...sender,
      route: 'tried',
      method,
      path: `/tried/${at}?status=${answered}&work=3&payment=${first}&webshop=${second ?? 'answers'}`,
      status,
      tries: [{ node: 'payment', fate: first }, ...(second ? [{ node: 'webshop' as const, fate: second }] : [])],
    };
  });
}
