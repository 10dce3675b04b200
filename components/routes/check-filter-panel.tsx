'use client';

import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';

export type CheckFilterPanelProps = {
  values: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** With a search box above the values, and what to say when there are none. */
  words?: { search: string; none: string; noMatch: string };
};

const shownAtOnce = 100;

export function CheckFilterPanel({ values, chosen, onChange, words }: CheckFilterPanelProps) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const matching = values.filter((value) => value.toLowerCase().includes(wanted)).slice(0, shownAtOnce);
  const toggle = (value: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, value] : chosen.filter((each) => each !== value));
  return (
    <>
      {words && values.length > 0 ? (
        <Input
          aria-label={words.search}
          className="mb-1 w-full"
          onChange={(event) => setTyped(event.target.value)}
          placeholder={words.search}
          value={typed}
        />
      ) : null}
      <div className="flex flex-col">
        {matching.map((value) => (
          <Checkbox
            checked={chosen.includes(value)}
            className="rounded-sm px-1 font-mono text-xs hover:bg-hover"
            key={value}
            label={<span className="break-all">{value}</span>}
            onChange={(event) => toggle(value, event.target.checked)}
          />
        ))}
        {words && matching.length === 0 ? (
          <p className="px-1 py-1 text-subtle">{values.length === 0 ? words.none : words.noMatch}</p>
        ) : null}
      </div>
    </>
  );
}
