import { decodeParam } from '@/components/shell/hrefs';
import { ComparePage } from '@/components/traces/compare/compare-page';

export default async function Page({ params }: PageProps<'/[gatewayId]/traces/[callId]/compare/[otherId]'>) {
  const { gatewayId, callId, otherId } = await params;
  return <ComparePage callId={decodeParam(callId)} gatewayId={decodeParam(gatewayId)} otherId={decodeParam(otherId)} />;
}
