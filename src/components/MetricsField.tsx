import { type ComboboxOption, Field, MultiCombobox } from '@grafana/ui';
import React from 'react';

import { findMetric, METRICS } from '../core';
import { type NightlyQuery } from '../types';

type Metrics = NonNullable<NightlyQuery['metrics']>;

interface Props {
  readonly id: string;
  readonly value: Metrics;
  /** Template variables that may stand for metrics, such as `$metric`. */
  readonly variables?: readonly string[];
  /** Whether none means all. */
  readonly mayBeEmpty?: boolean;
  readonly onChange: (metrics: Metrics) => void;
}

const OPTIONS: Array<ComboboxOption<string>> = METRICS.map(({ id, label, unit, direction, description, suite }) => ({
  value: id,
  label,
  description: `${unit}, better ${direction}. ${description}`,
  group: suite === 'serving' ? 'Serving' : 'Diffusion',
}));

/** Chooses the metrics of a query. */
export function MetricsField({ id, value, variables = [], mayBeEmpty = false, onChange }: Props) {
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
        options={[...OPTIONS, ...variables.map((name) => ({ value: name, label: name, group: 'Variables' }))]}
        value={[...value]}
        onChange={(options) => onChange(options.flatMap((option) => metricOrVariable(option.value)))}
      />
    </Field>
  );
}

function metricOrVariable(value: string): Metrics {
  return value.startsWith('$') ? [value as `$${string}`] : [findMetric(value)?.id ?? []].flat();
}
