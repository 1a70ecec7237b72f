import { type ComboboxOption } from '@grafana/ui';
import React from 'react';

import { findMetric, METRICS, SUITES } from '../../../core';
import { type NightlyQuery } from '../types';
import { MultiField } from './MultiField';

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
  group: SUITES[suite],
}));

/** Chooses the metrics of a query. */
export function MetricsField({ id, value, variables = [], mayBeEmpty = false, onChange }: Props) {
  return (
    <MultiField
      id={id}
      label="Metrics"
      placeholder={mayBeEmpty ? 'All metrics' : 'Choose metrics'}
      widths={[24, 80]}
      options={[...OPTIONS, ...variables.map((name) => ({ value: name, label: name, group: 'Variables' }))]}
      value={value}
      error={value.length === 0 && !mayBeEmpty ? 'Choose at least one metric.' : undefined}
      onChange={(values) => onChange(values.flatMap(metricOrVariable))}
    />
  );
}

function metricOrVariable(value: string): Metrics {
  return value.startsWith('$') ? [value as `$${string}`] : [findMetric(value)?.id ?? []].flat();
}
