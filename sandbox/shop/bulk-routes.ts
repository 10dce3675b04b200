import { Random } from './random';

/**
 * `count` further routes, for trying the console at size: hosts of a few hundred teams, prefixes and exact paths,
 * a part of them instrumented. They go to the shop's front, so that each of them answers.
 */
export function* bulkRoutes(count: number): Generator<{ id: string; body: Record<string, unknown> }> {
  const random = new Random(count);
  for (let index = 0; index < count; index += 1) {
    const team = index % 300;
    const exact = random.chance(0.4);
    yield {
      id: `bulk-${index}`,
      body: {
        name: `team-${team} ${random.pick(['orders', 'users', '库存', 'billing', 'search'])} ${index}`,
        uri: `/t${team}/r${index}${exact ? '' : '/*'}`,
        hosts: [`team-${team}.bulk.example.com`],
        ...(random.chance(0.3) ? { methods: ['GET', 'HEAD'] } : {}),
        upstream_id: 'up-webshop',
        labels: { team: `team-${team}`, env: random.pick(['prod', 'stage', 'dev']) },
        plugins: {
          ...(random.chance(0.5) ? { prometheus: {} } : {}),
          ...(random.chance(0.2)
            ? { opentelemetry: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.01 } } } }
            : {}),
        },
      },
    };
  }
}
