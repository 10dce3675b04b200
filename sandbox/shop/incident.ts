/** Whether an incident is under way at a moment, epoch ms. */
export type Incident = (nowMs: number) => boolean;

/** Every half hour pricing waits on a lock for four minutes: the incident that the demo can be used to find. */
export const pricingLock: Incident = (nowMs) => (nowMs / 60_000) % 30 >= 22 && (nowMs / 60_000) % 30 < 26;

/** Where nobody but a test visits the shop, what it sees must not depend on the time of day. */
export const noIncident: Incident = () => false;
