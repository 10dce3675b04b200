import { decodeParam } from '@/components/shell/hrefs';
import { TraceFilePage } from '@/components/traces/file/trace-file-page';

export default async function Page({ params }: PageProps<'/[gatewayId]/traces/file'>) {
  return <TraceFilePage gatewayId={decodeParam((await params).gatewayId)} />;
}
