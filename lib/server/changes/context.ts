import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import type { ChangeRecords } from './records';

/** What every part of a change works with. */
export type ChangeContext = { gateway: GatewayConfig; records: ChangeRecords };
