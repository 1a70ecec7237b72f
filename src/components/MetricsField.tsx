import { type ComboboxOption, Field, MultiCombobox } from '@grafana/ui';
import React from 'react';

import { findMetric, METRICS, type MetricId } from '../core';

interface Props {
  readonly id: string;
  readonly value: readonly MetricId[];
  /** Whether none means all. */
  readonly mayBeEmpty?: boolean;
  readonly onChange: (metrics: MetricId[]) => void;
}

const OPTIONS: Array<ComboboxOption<string>> = METRICS.map(({ id, label, unit, direction, description, suite }) => ({
  value: id,
  label,
  description: `${unit}, better ${direction}. ${description}`,
  group: suite === 'serving' ? 'Serving' : 'Diffusion',
}));

/** Chooses the metrics of a query. */
export function MetricsField({ id, value, mayBeEmpty = false, onChange }: Props) {
  const empty = value.length === 0 && !mayBeEmpty;
  return (
    <Field
      label="Metrics"
      htmlFor={id}
      noMargin
      invalid={empty}
      error={empty ? 'Choose at least one metric.' : undefined}
    >
      <MultiCombobox
        id={id}
        width="auto"
        minWidth={30}
        maxWidth={80}
        placeholder={mayBeEmpty ? 'All metrics' : 'Choose metrics'}
        options={OPTIONS}
        value={[...value]}
        onChange={(options) => onChange(options.flatMap((option) => findMetric(option.value)?.id ?? []))}
      />
    </Field>
  );
}
