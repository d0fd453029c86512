/** Filters live in the address; the form only shows and changes them. */
import { Stage } from '@allclear/fleet/api';
import { type FormEvent, useEffect, useRef } from 'react';
import { text } from '../text/index.js';
import { Choice, Field, valuesOf } from './form.js';

export type FilterName =
  | 'q'
  | 'sector'
  | 'country'
  | 'provider'
  | 'stage'
  | 'patched'
  | 'compromised'
  | 'cleaned'
  | 'silent';
export type FilterValues = Readonly<Partial<Record<FilterName, string | number | undefined>>>;

const choices = (labels: Readonly<Record<string, string>>): [string, string][] => [
  ['', text.all],
  ...Object.entries(labels),
];

export function Filters({
  names,
  values,
  onChange,
  providers = [],
}: {
  readonly names: readonly FilterName[];
  readonly values: FilterValues;
  readonly onChange: (values: Record<string, string>) => void;
  readonly providers?: readonly { readonly id: string; readonly name: string }[];
}) {
  const form = useRef<HTMLFormElement>(null);
  const apply = () => {
    if (form.current) onChange(valuesOf(form.current));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  const value = (name: FilterName): string => String(values[name] ?? '');
  // When the address changes otherwise (back, a link), the fields follow; the form stays, and with it the focus.
  useEffect(() => {
    for (const name of names) {
      const field = form.current?.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
        if (field !== document.activeElement) field.value = String(values[name] ?? '');
    }
  }, [names, values]);
  const select = (name: FilterName, label: string, options: readonly (readonly [string, string])[]) =>
    names.includes(name) && (
      <Choice key={name} label={label} name={name} value={value(name)} options={options} onChange={apply} />
    );
  const known = new Set(providers.map((provider) => provider.id));
  const other = value('provider');
  return (
    <search>
      <form className="filters" ref={form} aria-label={text.filters.legend} onSubmit={submit}>
        {names.includes('q') && (
          <Field
            label={text.filters.search}
            name="q"
            type="search"
            defaultValue={value('q')}
            placeholder={text.filters.searchHint}
          />
        )}
        {names.includes('sector') && <Field label={text.filters.sector} name="sector" defaultValue={value('sector')} />}
        {names.includes('country') && (
          <Field
            label={text.filters.country}
            name="country"
            defaultValue={value('country')}
            maxLength={2}
            size={4}
            title={text.filters.countryHint}
          />
        )}
        {select('provider', text.filters.provider, [
          ['', text.all],
          ...providers.map(({ id, name }) => [id, name] as const),
          ...(other === '' || known.has(other) ? [] : [[other, other] as const]),
        ])}
        {select('stage', text.filters.stage, [
          ['', text.all],
          ...Stage.options.map((stage) => [stage, text.stages[stage]] as const),
        ])}
        {select('compromised', text.axes.compromised, choices(text.compromised))}
        {select('patched', text.axes.patched, choices(text.patched))}
        {select('cleaned', text.axes.cleaned, choices(text.cleaned))}
        {names.includes('silent') && (
          <Field
            label={text.filters.silent}
            name="silent"
            type="number"
            min={0}
            max={10000}
            defaultValue={value('silent')}
          />
        )}
        <div className="actions">
          <button type="submit">{text.filters.apply}</button>
          {names.some((name) => value(name) !== '') && (
            <button type="button" className="quiet-button" onClick={() => onChange({})}>
              {text.filters.clear}
            </button>
          )}
        </div>
      </form>
    </search>
  );
}
