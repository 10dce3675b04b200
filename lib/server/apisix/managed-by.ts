import 'server-only';
import { isRecord } from './wire';

const managerLabels = ['managed-by', 'managed_by', 'app.kubernetes.io/managed-by'];

/**
 * Who writes an object back when someone else changes it, by its labels. apisix-ingress-controller puts
 * `managed-by: apisix-ingress-controller` on everything it writes, and since 2.0 `k8s/controller-name`; users of ADC
 * mark theirs with `managed-by: adc`. Null: nobody known.
 */
export function managerOf(labels: unknown): string | null {
  if (!isRecord(labels)) return null;
  for (const key of managerLabels) {
    const value = labels[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return 'k8s/controller-name' in labels ? 'apisix-ingress-controller' : null;
}
