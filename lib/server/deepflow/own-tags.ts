/**
 * Tags that DeepFlow has of each end of a call, of a connection and of a process. The schema of the configuration reads
 * them too, which runs outside the server.
 */
export const endTags = [
  'region',
  'az',
  'vpc',
  'chost',
  'pod_cluster',
  'pod_ns',
  'pod_node',
  'pod_group',
  'pod',
  'auto_service',
  'auto_instance',
] as const;

/** What tells one gateway among all that its DeepFlow watches: `app_service` its spans, the others where it runs. */
export const ownTagNames = [...endTags, 'app_service'] as const;

export type OwnTagName = (typeof ownTagNames)[number];

/** The values that each may have; none at all: whatever is a gateway there is this one. */
export type OwnTags = Readonly<Partial<Record<OwnTagName, readonly string[]>>>;
