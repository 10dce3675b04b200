import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button';

export default function NotFound() {
  const t = useTranslations('shell.notFound');
  return (
    <main className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 pt-[15vh] text-center">
      <h1 className="font-semibold text-base">{t('title')}</h1>
      <p className="text-pretty text-muted">{t('text')}</p>
      {/* A plain link: <Link> would come a second time with every page. */}
      <a className={buttonVariants({ variant: 'primary', className: 'mt-2' })} href="/">
        {t('toStart')}
      </a>
    </main>
  );
}
