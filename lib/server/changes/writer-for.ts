import 'server-only';
import type { ChangeTarget } from '@/lib/changes/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { staticWriter } from '@/lib/server/instrumentation/static-writer';
import { metadataWriter } from './metadata-writer';
import type { ObjectReading, ObjectWriter } from './object-writer';
import { routeWriter } from './route-writer';

/** How the objects of a change are written. */
export function writerFor(gateway: GatewayConfig, target: ChangeTarget): ObjectWriter<ObjectReading> {
  switch (target.kind) {
    case 'route_plugin':
      return routeWriter(gateway, target.plugin) as unknown as ObjectWriter<ObjectReading>;
    case 'plugin_metadata':
      return metadataWriter(gateway, target.plugin);
    case 'static_config':
      return staticWriter(gateway);
  }
}
