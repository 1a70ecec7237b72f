import React from 'react';

import { MultiField } from './MultiField';
import { notOffered, valueOptions } from './valueOptions';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly chosen: readonly string[];
  /** The values that exist under the other filters; undefined while they are not known. */
  readonly offered?: readonly string[];
  readonly variables: readonly string[];
  readonly loading: boolean;
  readonly error?: string;
  readonly onChange: (values: string[]) => void;
}

/** Chooses the values of one attribute, of those that exist under the other filters. */
export function FilterField({ id, label, chosen, offered, variables, loading, error, onChange }: Props) {
  const missing = offered ? notOffered(variables, offered, chosen) : [];
  return (
    <MultiField
      id={id}
      label={label}
      placeholder="All"
      widths={[18, 60]}
      isClearable
      createCustomValue
      loading={loading}
      options={valueOptions(variables, offered ?? [], chosen)}
      value={chosen}
      error={error ?? (missing.length > 0 ? `Not in the data: ${missing.join(', ')}` : undefined)}
      onChange={onChange}
    />
  );
}
