import 'server-only';
import type { ChangeTarget } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { metadataWriter } from './metadata-writer';
import type { ObjectReading, ObjectWriter } from './object-writer';
import { routeWriter } from './route-writer';

/** How the objects of a change are written. Throws for a file, which is written elsewhere and at once. */
export function writerFor(gateway: GatewayConfig, target: ChangeTarget): ObjectWriter<ObjectReading> {
  switch (target.kind) {
    case 'route_plugin':
      return routeWriter(gateway, target.plugin) as unknown as ObjectWriter<ObjectReading>;
    case 'plugin_metadata':
      return metadataWriter(gateway, target.plugin);
    case 'static_config':
      throw new ProblemError({
        type: 'about:blank',
        title: 'Not written to the gateway',
        status: 409,
        code: 'conflict',
        detail: 'A file of static configuration is written once, where it is mounted.',
      });
  }
}
