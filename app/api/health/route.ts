import { handle } from '@/lib/server/handle';
import { health } from '@/lib/server/status';

export const GET = handle('viewer', async () => Response.json(await health()));
