import { parseAsString } from 'nuqs/server';

/** Every further upstream together, in the place of an instance's name. */
export const otherPeers = '*';

/** Which connections the charts of the network show: an instance of the upstream, or those of clients. */
export const networkParams = { peer: parseAsString.withDefault('') };
