'use client';

import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useEffect, useRef } from 'react';
import { MenuRadioItem } from '@/components/ui/menu';
import { locales } from '@/lib/i18n/locales';
import { themes, useLanguage } from './use-preferences';

/** The themes to choose from: loaded when their menu is opened. */
export function ThemeItems() {
  const t = useTranslations('shell.theme');
  const { theme, setTheme } = useTheme();
  const first = useFirstFocus();
  return themes.map((name, index) => (
    <MenuRadioItem checked={theme === name} key={name} onClick={() => setTheme(name)} ref={index === 0 ? first : null}>
      {t(name)}
    </MenuRadioItem>
  ));
}

/** The languages to choose from, each in its own. */
export function LanguageItems() {
  const t = useTranslations('shell.language');
  const { language, setLanguage } = useLanguage();
  const first = useFirstFocus();
  return locales.map((locale, index) => (
    <MenuRadioItem
      checked={language === locale}
      key={locale}
      lang={locale}
      onClick={() => setLanguage(locale)}
      ref={index === 0 ? first : null}
    >
      {t(locale)}
    </MenuRadioItem>
  ));
}

/** They come after the menu has opened, when it could not put the focus on its first item yet. */
function useFirstFocus() {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return first;
}
