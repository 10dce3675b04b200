import { type Answer, failed, firstFailure, type Operation, ok, type ServiceName, type Work } from './work';

async function product(work: Work): Promise<Answer> {
  await work.compute(work.random.duration(1.5));
  if (work.random.chance(0.7)) {
    await work.query('redis', 'GET product:{id}', work.random.duration(0.8));
    return ok(1_800);
  }
  await work.query('postgresql', 'SELECT * FROM product WHERE id = $1', work.random.duration(6, 0.5));
  return ok(1_800);
}

async function search(work: Work): Promise<Answer> {
  await work.compute(work.random.duration(3));
  const median = work.random.chance(0.03) ? 900 : 28;
  await work.query(
    'postgresql',
    "SELECT id, name FROM product WHERE name ILIKE '%' || $1 || '%'",
    work.random.duration(median, 0.5),
  );
  return ok(work.random.integer(900, 14_000));
}

async function price(work: Work): Promise<Answer> {
  await work.compute(work.random.duration(2));
  if (work.pricingIsLocked() && work.random.chance(0.6)) {
    await work.query(
      'postgresql',
      'SELECT rate FROM rate_card WHERE id = $1 FOR UPDATE',
      work.random.duration(850, 0.4),
    );
    return work.random.chance(0.15) ? failed(500) : ok(240);
  }
  await work.query('postgresql', 'SELECT rate FROM rate_card WHERE id = $1', work.random.duration(3));
  return ok(240);
}

async function readCart(work: Work): Promise<Answer> {
  await work.query('redis', 'HGETALL cart:{user}', work.random.duration(1));
  const answers = await work.together([
    (branch) =>
      branch.call('product', 'GET', `/products?ids=${branch.random.integer(1, 99)},${branch.random.integer(1, 99)}`),
    (branch) => branch.call('pricing', 'POST', '/quote', 180),
  ]);
  return firstFailure(answers) === null ? ok(2_400) : failed(502);
}

async function charge(work: Work): Promise<Answer> {
  await work.compute(work.random.duration(4));
  const declined = work.random.chance(0.06);
  const silent = !declined && work.random.chance(0.012);
  await work.query('postgresql', 'INSERT INTO charge (id, amount, state) VALUES ($1, $2, $3)', work.random.duration(5));
  await work.compute(silent ? 2_600 : work.random.duration(90, 0.5));
  if (declined) return failed(402);
  return silent ? failed(503) : { status: 201, bytes: 320 };
}

/** What the five services of the shop do, and whom they call for it. */
const operations: Record<ServiceName, readonly Operation[]> = {
  webshop: [
    {
      method: 'GET',
      path: /\/|\/index\.html|\/cn\/?/,
      route: '/',
      run: async (work) => {
        await work.compute(work.random.duration(4));
        const answer = await work.call('product', 'GET', '/products?featured=1');
        await work.compute(work.random.duration(3));
        return answer.status < 400 ? ok(22_000) : failed(502);
      },
    },
    {
      method: 'GET',
      path: /\/(?:p|item|商品)\/([^/]+)/,
      route: '/p/{id}',
      run: async (work, found) => {
        const id = encodeURIComponent(found[1] ?? '');
        const [article, quote] = await work.together([
          (branch) => branch.call('product', 'GET', `/products/${id}`),
          (branch) => branch.call('pricing', 'POST', '/quote', 120),
        ]);
        await work.compute(work.random.duration(5));
        if (article?.status === 404) return failed(404);
        return quote && quote.status >= 500 ? failed(500) : ok(14_000);
      },
    },
    {
      method: 'GET',
      path: /\/search/,
      route: '/search',
      run: async (work) => {
        const answer = await work.call(
          'product',
          'GET',
          `/search?q=${work.random.pick(['lamp', 'chair', '%E7%81%AF', 'a%20b'])}`,
        );
        await work.compute(work.random.duration(6));
        return answer.status < 400 ? ok(18_000) : failed(502);
      },
    },
    {
      method: 'POST',
      path: /\/checkout/,
      route: '/checkout',
      run: async (work) => {
        const cart = await work.call('cart', 'GET', `/carts/${work.random.integer(1000, 9999)}`);
        if (cart.status >= 400) return failed(502);
        const payment = await work.call('payment', 'POST', '/charges', 420);
        await work.compute(work.random.duration(4));
        if (payment.status === 402) return failed(402);
        return payment.status >= 500 ? failed(503) : { status: 201, bytes: 900 };
      },
    },
    {
      method: 'GET',
      path: /\/assets\/.+/,
      route: '/assets/{file}',
      run: async (work) => {
        await work.compute(work.random.duration(0.8));
        return ok(work.random.integer(2_000, 180_000));
      },
    },
  ],
  cart: [
    { method: 'GET', path: /\/(?:v1\/)?carts\/([^/]+)/, route: '/carts/{user}', run: readCart },
    {
      method: 'POST',
      path: /\/(?:v1\/)?carts\/([^/]+)\/items/,
      route: '/carts/{user}/items',
      run: async (work) => {
        const article = await work.call('product', 'GET', `/products/${work.random.integer(1, 99)}`);
        if (article.status >= 400) return failed(422);
        await work.query('redis', 'HSET cart:{user}', work.random.duration(1.2));
        return { status: 201, bytes: 160 };
      },
    },
    {
      method: 'DELETE',
      path: /\/(?:v1\/)?carts\/([^/]+)(?:\/items\/[^/]+)?/,
      route: '/carts/{user}/items/{id}',
      run: async (work) => {
        await work.query('redis', 'HDEL cart:{user}', work.random.duration(1));
        return { status: 204, bytes: 0 };
      },
    },
  ],
  product: [
    {
      method: 'GET',
      path: /\/(?:v[12]\/)?products\/([^/]+)/,
      route: '/products/{id}',
      run: async (work, found) => (found[1] === '0' ? failed(404) : product(work)),
    },
    {
      method: 'GET',
      path: /\/(?:v[12]\/)?products/,
      route: '/products',
      run: async (work) => {
        await work.query('postgresql', 'SELECT * FROM product WHERE featured LIMIT 24', work.random.duration(7, 0.4));
        return ok(9_600);
      },
    },
    { method: 'GET', path: /\/(?:v[12]\/)?search/, route: '/search', run: search },
  ],
  pricing: [
    { method: 'POST', path: /\/(?:v1\/)?quote/, route: '/quote', run: price },
    { method: 'GET', path: /\/(?:v1\/)?rates(?:\/[A-Z]{3})?/, route: '/rates/{currency}', run: price },
  ],
  payment: [
    { method: 'POST', path: /\/(?:v1\/)?charges/, route: '/charges', run: charge },
    {
      method: 'GET',
      path: /\/(?:v1\/)?charges\/([^/]+)/,
      route: '/charges/{id}',
      run: async (work) => {
        await work.query('postgresql', 'SELECT * FROM charge WHERE id = $1', work.random.duration(4));
        return ok(640);
      },
    },
    {
      method: 'POST',
      path: /\/webhooks\/[a-z]+/,
      route: '/webhooks/{provider}',
      run: async (work) => {
        await work.compute(work.random.duration(3));
        return { status: 202, bytes: 20 };
      },
    },
  ],
};

/** The operation that serves a request, with what its path held. */
export function findOperation(service: ServiceName, method: string, path: string): [Operation, RegExpExecArray] | null {
  const plain = decodeSafely(path.split('?', 1)[0] ?? '');
  for (const operation of operations[service]) {
    if (operation.method !== method) continue;
    const found = new RegExp(`^(?:${operation.path.source})$`, 'u').exec(plain);
    if (found) return [operation, found];
  }
  return null;
}

function decodeSafely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
