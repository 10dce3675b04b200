/**
 * DeepFlow's observation points in the order in which a request's way passes them, from the client to the server
 * (deepflow server/querier, enum observation_point; deepflow-app orders them likewise).
 */
export const points = [
  'c-app',
  'c-p',
  'c',
  'c-nd',
  'c-hv',
  'c-gw-hv',
  'c-gw',
  'local',
  'rest',
  's-gw',
  's-gw-hv',
  's-hv',
  's-nd',
  's',
  's-p',
  's-app',
  'app',
] as const;

/** How far along the way a point lies; -1 for one that is not known. */
export function positionOf(point: string): number {
  return (points as readonly string[]).indexOf(point);
}
