import { RouteNotFound } from '@/components/routes/route-not-found';

export default function NotFound() {
  return <RouteNotFound />;
}
