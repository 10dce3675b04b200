import 'server-only';
import type { GatewayStatus, Health, ServiceCheck } from '@/lib/apisix/dto';
import { type GatewayConfig, gateways } from './config';
import { processWide } from './process-wide';
import { type ServiceProbe, serviceProbes } from './service-probes';
import { toProblem } from './to-problem';

/** A finished check answers for this long, so that several viewers do not multiply the questions. */
const freshForMs = 2_000;
/** How long an answer waits for slow checks; those finish behind it and are shown the next time. */
const statusWaitMs = 1_000;
const healthWaitMs = 200;

type Remembered = { check: ServiceCheck; running: Promise<void> | null };

const memory = processWide('service-checks', () => new Map<string, Remembered>());

/** State of every service of a gateway. A dead or slow one costs a second at most, and the others nothing. */
export async function gatewayStatus(gateway: GatewayConfig): Promise<GatewayStatus> {
  return { gatewayId: gateway.id, checks: await checkAll(gateway, statusWaitMs) };
}

/** For probes: says that the console answers, and how the gateways' services were when last asked. */
export async function health(): Promise<Health> {
  const summaries = gateways().map(async (gateway) => {
    const checks = await checkAll(gateway, healthWaitMs);
    return {
      id: gateway.id,
      name: gateway.name,
      checks: checks
        .filter(({ address }) => address !== null)
        .map(({ name, ok, latencyMs, lastOkAt, checkedAt, checking }) => ({
          name,
          ok,
          latencyMs,
          lastOkAt,
          checkedAt,
          checking,
        })),
    };
  });
  return { ok: true, gateways: await Promise.all(summaries) };
}

async function checkAll(gateway: GatewayConfig, waitMs: number): Promise<ServiceCheck[]> {
  const all = serviceProbes.map((probe) => start(gateway, probe));
  const running = Promise.all(all.map((remembered) => remembered.running));
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([running, new Promise((resolve) => (timer = setTimeout(resolve, waitMs)))]);
  clearTimeout(timer);
  return all.map(({ check, running }) => ({ ...check, checking: running !== null }));
}

/** Starts a check unless one is under way or just done. Its promise never rejects. */
function start(gateway: GatewayConfig, probe: ServiceProbe): Remembered {
  const key = `${gateway.id} ${probe.name}`;
  const address = probe.address(gateway);
  const known = memory.get(key) ?? { check: unchecked(probe, address), running: null };
  memory.set(key, known);
  const isFresh = known.check.latencyMs !== null && Date.now() - known.check.checkedAt < freshForMs;
  if (address !== null && known.running === null && !isFresh)
    known.running = ask(gateway, probe, address, known).finally(() => {
      known.running = null;
    });
  return known;
}

async function ask(gateway: GatewayConfig, probe: ServiceProbe, address: string, known: Remembered): Promise<void> {
  const startedAt = performance.now();
  const finish = (result: Pick<ServiceCheck, 'ok' | 'facts' | 'problem'>) => {
    const now = Date.now();
    known.check = {
      ...known.check,
      ...result,
      latencyMs: Math.round(performance.now() - startedAt),
      lastOkAt: result.ok ? now : known.check.lastOkAt,
      checkedAt: now,
    };
  };
  try {
    finish({ ok: true, facts: await probe.ask(gateway, address), problem: null });
  } catch (error) {
    finish({ ok: false, facts: [], problem: toProblem(error) });
  }
}

function unchecked({ name }: ServiceProbe, address: string | null): ServiceCheck {
  return {
    name,
    address,
    ok: false,
    latencyMs: null,
    lastOkAt: null,
    checkedAt: Date.now(),
    facts: [],
    problem: null,
    checking: false,
  };
}
