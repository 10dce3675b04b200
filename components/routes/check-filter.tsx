'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Popover } from '@/components/ui/popover';

export type CheckFilterProps = {
  label: string;
  /** On the button: with the number of what is chosen. */
  title: string;
  values: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** With a search box above the values, and what to say when there are none. */
  words?: { search: string; none: string; noMatch: string };
};

const shownAtOnce = 100;

/** A filter that takes several values. */
export function CheckFilter({ label, title, values, chosen, onChange, words }: CheckFilterProps) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const matching = values.filter((value) => value.toLowerCase().includes(wanted)).slice(0, shownAtOnce);
  const toggle = (value: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, value] : chosen.filter((each) => each !== value));
  return (
    <Popover
      className="w-60"
      label={label}
      trigger={(props) => (
        <Button className="font-normal data-[set=true]:border-accent" data-set={chosen.length > 0} {...props}>
          {title}
          <ChevronDown aria-hidden className="text-subtle" />
        </Button>
      )}
    >
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
    </Popover>
  );
}
