import 'server-only';
import { isRecord } from './wire';

const managerLabels = ['managed-by', 'managed_by', 'manager-by', 'app.kubernetes.io/managed-by'];
const ingressController = 'apisix-ingress-controller';
const owners: readonly string[] = [ingressController, 'adc'];

/**
 * Who writes an object back when someone else changes it, by its labels; null: nobody known. apisix-ingress-controller
 * puts `managed-by: apisix-ingress-controller` on what it writes, since 2.0 `manager-by` and `k8s/controller-name`
 * (internal/controller/label/label.go); users of ADC mark theirs with `managed-by: adc`.
 */
export function ownerOf(labels: unknown): string | null {
  const named = managersIn(labels).find((value) => owners.includes(value.toLowerCase()));
  if (named !== undefined) return named;
  return isRecord(labels) && 'k8s/controller-name' in labels ? ingressController : null;
}

/** Who manages an object, as its labels say, whether or not it is known to write it back. */
export function managerOf(labels: unknown): string | null {
  return ownerOf(labels) ?? managersIn(labels)[0] ?? null;
}

function managersIn(labels: unknown): string[] {
  if (!isRecord(labels)) return [];
  return managerLabels
    .map((key) => labels[key])
    .filter((value) => typeof value === 'string' && value !== '') as string[];
}
