import { OverviewFrame } from '@/components/overview/overview-frame';

export default function OverviewLayout({ children }: LayoutProps<'/[gatewayId]/overview'>) {
  return <OverviewFrame>{children}</OverviewFrame>;
}
