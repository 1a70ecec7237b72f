import { type QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import React from 'react';

import { METRICS, QUERY_KINDS } from '../../../core';
import { type NightlyQuery } from '../types';

interface Example {
  readonly title: string;
  readonly explanation: string;
  readonly query: Omit<NightlyQuery, 'refId'>;
}

const EXAMPLES: readonly Example[] = [
  {
    title: 'Decode speed of all models at batch size 1',
    explanation: 'One line per series; the legend names what differs between them.',
    query: { kind: 'trend', metrics: ['output_throughput'], filter: { batchSize: ['1'] } },
  },
  {
    title: 'Time to first token on H200',
    explanation: 'Lower is better.',
    query: {
      kind: 'trend',
      metrics: ['ttft_ms'],
      filter: { gpuConfig: ['8-gpu-h200'] },
      legend: '{{model}} {{variant}} bs={{batch_size}}',
    },
  },
  {
    title: 'The latest night',
    explanation: 'One row per series, with its change to the run before.',
    query: { kind: 'latest', metrics: ['output_throughput', 'latency_ms', 'ttft_ms'] },
  },
  {
    title: 'The latest night against a week before',
    explanation: 'Both values, the difference, and whether it is better or worse.',
    query: { kind: 'compare', metrics: ['output_throughput', 'ttft_ms'], baseline: { kind: 'days', value: '7' } },
  },
  {
    title: 'What got slower or faster',
    explanation: 'One row per change that stands out from the noise, with its suspect commits.',
    query: { kind: 'changes', metrics: [] },
  },
  {
    title: 'What got slower together',
    explanation: 'Changes that may have begun with the same commits, and what the affected series share.',
    query: { kind: 'changes', metrics: [], view: 'incidents' },
  },
  {
    title: 'Decode speed with its level',
    explanation: 'The level that the detector sees, and the band that quiet nights lie in.',
    query: {
      kind: 'trend',
      metrics: ['output_throughput'],
      filter: { model: ['deepseek-ai/DeepSeek-V3.2'], batchSize: ['8'] },
      levels: true,
    },
  },
  {
    title: 'All runs',
    explanation: 'With links to the run, its commit and the commits since the run before.',
    query: { kind: 'runs', metrics: [] },
  },
  {
    title: 'Image and video generation',
    explanation: 'Diffusion suites are asked in the same way, by suite and test.',
    query: { kind: 'trend', metrics: ['e2e_ms'], legend: '{{test_suite}} {{test_name}}' },
  },
];

/** Examples to click, and what the metrics mean. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<NightlyQuery>) {
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3">Examples</Text>
      {EXAMPLES.map(({ title, explanation, query }) => (
        <Stack key={title} direction="column" gap={0} alignItems="flex-start">
          <Button variant="secondary" fill="text" onClick={() => onClickExample({ refId: 'A', ...query })}>
            {title}
          </Button>
          <Text color="secondary">{explanation}</Text>
        </Stack>
      ))}
      <Text element="h3">Kinds of query</Text>
      <ul>
        {QUERY_KINDS.map(({ id, label, help }) => (
          <li key={id}>
            <strong>{label}</strong>: {help}
          </li>
        ))}
      </ul>
      <Text element="h3">Metrics</Text>
      <ul>
        {METRICS.map(({ id, label, unit, direction, description }) => (
          <li key={id}>
            <strong>{label}</strong> ({unit}, better {direction}): {description}
          </li>
        ))}
      </ul>
    </Stack>
  );
}
