import { Field, Input } from '@grafana/ui';
import React from 'react';

import { DEFAULT_LEGEND, type Labels, makeLegend, metricOf, type MetricId } from '../../../core';
import { useDraft } from './useDraft';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly metrics: readonly MetricId[];
  readonly onChange: (legend: string) => void;
}

const EXAMPLE: Labels = {
  gpu_config: '8-gpu-h200',
  model: 'deepseek-ai/DeepSeek-V3.2',
  variant: 'TP8+MTP',
  batch_size: '8',
  input_len: '4096',
  output_len: '512',
};

/** Edits the legend template and shows what it makes of an example. */
export function LegendField({ id, label, value, metrics, onChange }: Props) {
  const [text, setText] = useDraft(value);
  const [first = 'output_throughput'] = metrics;
  const preview = text.trim()
    ? `Preview: ${makeLegend(text, [EXAMPLE], metrics.length)(EXAMPLE, metricOf(first))}`
    : 'Names what differs between the lines.';
  return (
    <Field label={label} htmlFor={id} noMargin description={preview}>
      <Input
        id={id}
        width={50}
        placeholder={`Automatic; or ${DEFAULT_LEGEND}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => onChange(text)}
        onKeyDown={(event) => event.key === 'Enter' && onChange(text)}
      />
    </Field>
  );
}
