import { decodeParam } from '@/components/shell/hrefs';
import { TracePage } from '@/components/traces/trace-page';

export default async function Page({ params }: PageProps<'/[gatewayId]/traces/[callId]'>) {
  const { gatewayId, callId } = await params;
  return <TracePage callId={decodeParam(callId)} gatewayId={decodeParam(gatewayId)} />;
}
