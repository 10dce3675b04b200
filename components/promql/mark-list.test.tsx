import { render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test } from 'vitest';
import en from '@/lib/i18n/messages/en/promql.json';
import zh from '@/lib/i18n/messages/zh-CN/promql.json';
import { MarkList } from './mark-list';
import { useCheckWords } from './use-check-words';

const raw = 'expected type matrix in call to function "rate", got vector';
const unknown = 'no grouping allowed for set operations';

function Marks({ words }: { words: readonly string[] }) {
  const word = useCheckWords();
  const marks = words.map((one, at) => ({ from: at, to: at + 1, line: 1, message: word(one), raw: one }));
  return <MarkList marks={marks} onGo={() => undefined} />;
}

function show(locale: 'en' | 'zh-CN', ...words: string[]) {
  render(
    <NextIntlClientProvider locale={locale} messages={{ promql: locale === 'en' ? en : zh }}>
      <Marks words={words} />
    </NextIntlClientProvider>,
  );
}

test('what a check says is said in Chinese, with the words of the check beside it', () => {
  show('zh-CN', raw, unknown);
  expect(screen.getByText('rate() 在这里需要区间向量，得到的是瞬时向量。')).toBeVisible();
  expect(screen.getByText(raw)).toHaveAttribute('lang', 'en');
  expect(screen.getByText(`检查结果：${unknown}`)).toBeVisible();
  expect(screen.queryByText(unknown)).not.toBeInTheDocument();
});

test('and in English, where those words are at hand and do not stand twice', () => {
  show('en', raw);
  const said = screen.getByText('rate() takes a range vector here, and is given an instant vector.');
  expect(said).toHaveAttribute('title', raw);
  expect(said).not.toHaveTextContent(raw);
});
