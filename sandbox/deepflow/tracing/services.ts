import type { ProcessSet } from '@/sandbox/deepflow/tracing/process-set';
import { instanceType } from '@/sandbox/deepflow/tracing/side-tags';
import type { Span } from '@/sandbox/deepflow/tracing/span';

export type Service = {
  service_uid: string;
  service_uname: string;
  /** Sum of its spans' self times, µs. */
  duration: number;
  duration_ratio: string | 0;
};

/** Takes the time of its children from each span's own; parallel children are all taken. */
export function setSelfTimes(spans: readonly Span[]): void {
  const present = new Set(spans);
  for (const span of spans) {
    if (lengthOf(span) === 0) continue;
    for (const child of span.children) {
      if (!present.has(child)) continue;
      const length = lengthOf(child);
      // A child without a length ends the sum, as in deepflow-app.
      if (length <= 0 && length <= span.selfTime) break;
      span.selfTime = Math.max(0, span.selfTime - length);
    }
  }
}

function lengthOf({ row }: Span): number {
  return row.end_time - row.start_time;
}

/**
 * Names the service of each process's spans and sums up the services' times. Processes of one service count as
 * services of their own where several show up: a sidecar, or programs of one host.
 */
export function setServices(processes: readonly ProcessSet[], spans: readonly Span[]): Service[] {
  const present = new Set(spans);
  const named = new Set(spans.flatMap(({ tags }) => (tags.auto_service ? serviceKey(tags) : [])));
  const apps = new Set(spans.flatMap(({ row }) => row.app_service || []));
  const kept = new Map<string, ProcessSet>();
  const programs = new Map<number | null, Set<string>>();
  for (const set of processes) {
    const isPresent = named.has(serviceKey(set.tags)) || (set.appService !== null && apps.has(set.appService));
    // deepflow-app takes sets with the same key for one: the others' spans have no service.
    if (!isPresent) continue;
    if (!kept.has(set.key)) kept.set(set.key, set);
    const program = set.tags.gprocess || set.tags.process_kname;
    const known = programs.get(set.tags.auto_service_id) ?? new Set<string>();
    programs.set(set.tags.auto_service_id, program ? known.add(program) : known);
  }
  const services = new Map<string, Service>();
  for (const set of kept.values()) {
    const { uid, name } = nameOf(set, (programs.get(set.tags.auto_service_id)?.size ?? 0) > 1);
    const service = services.get(uid) ?? { service_uid: uid, service_uname: name, duration: 0, duration_ratio: 0 };
    services.set(uid, service);
    if (service.service_uname === '') service.service_uname = name;
    for (const span of set.spans) {
      span.serviceUid = uid;
      span.serviceName = name;
      if (present.has(span)) service.duration += span.selfTime;
    }
  }
  return withRatios([...services.values()]);
}

function serviceKey(tags: { auto_service_id: number | null; auto_service: string | null }): string {
  return `${tags.auto_service_id}/${tags.auto_service}`;
}

function nameOf({ tags, appService }: ProcessSet, hasSeveralPrograms: boolean): { uid: string; name: string } {
  const { auto_service_id: id, auto_service, ip } = tags;
  const plain = id
    ? { uid: `${id}-`, name: auto_service || ip || '' }
    : appService
      ? { uid: `-${appService}`, name: appService }
      : ip
        ? { uid: `${ip}-`, name: ip }
        : { uid: 'unknown-', name: 'unknown service' };
  const type = tags.auto_instance_type;
  const isHost = type === instanceType.chost || type === instanceType.podNode || type === instanceType.pod;
  if (!hasSeveralPrograms || !isHost) return plain;
  const program = tags.gprocess || tags.process_kname;
  return { uid: `${plain.uid}${program}`, name: `${plain.name}:${program}` };
}

function withRatios(services: readonly Service[]): Service[] {
  const total = services.reduce((sum, { duration }) => sum + duration, 0);
  return services
    .map((service): Service => {
      const ratio = total > 0 ? ((service.duration / total) * 100).toFixed(2) : 0;
      return { ...service, duration_ratio: ratio };
    })
    .sort((a, b) => b.duration - a.duration);
}
