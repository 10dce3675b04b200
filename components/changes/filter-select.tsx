import { Select } from '@/components/ui/select';

export type FilterSelectProps<Value extends string> = {
  label: string;
  /** The choice that filters nothing. */
  any: string;
  values: readonly Value[];
  value: Value | null;
  textOf: (value: Value) => string;
  onChange: (value: Value | null) => void;
  className?: string;
};

/** One value to filter a list by, or none. */
export function FilterSelect<Value extends string>(props: FilterSelectProps<Value>) {
  const { label, any, values, value, textOf, onChange, className } = props;
  return (
    <Select
      aria-label={label}
      className={className}
      data-set={value !== null}
      onChange={({ target }) => onChange(values.find((each) => each === target.value) ?? null)}
      value={value ?? ''}
    >
      <option value="">{any}</option>
      {values.map((each) => (
        <option key={each} value={each}>
          {textOf(each)}
        </option>
      ))}
    </Select>
  );
}
