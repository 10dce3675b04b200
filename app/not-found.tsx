import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  const t = useTranslations('shell.notFound');
  return (
    <main className="pt-[15vh]">
      <EmptyState
        action={
          <Link className={buttonVariants({ variant: 'primary' })} href="/">
            {t('toStart')}
          </Link>
        }
        title={t('title')}
      >
        {t('text')}
      </EmptyState>
    </main>
  );
}
