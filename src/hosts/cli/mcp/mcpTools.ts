import * as z from 'zod';

import { type Filter, METRICS, type MetricId, type SavedQuery } from '../../../core';

/** A question to the nights, over how many days before the newest, and how many rows are told. */
interface ToolQuery {
  readonly query: SavedQuery;
  readonly days: number;
  readonly most: number;
}

/** A tool as the protocol offers it. Every one only reads. */
interface NightTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: z.ZodRawShape;
  readonly queryOf: (given: Readonly<Record<string, unknown>>) => ToolQuery;
}

const DAYS = 30;
const MOST_ROWS = 200;

const days = z
  .number()
  .int()
  .min(1)
  .max(3650)
  .optional()
  .describe(`Days before the newest night; ${DAYS} if left out.`);
const text = (what: string) => z.string().max(300).optional().describe(what);
const filter = {
  model: text('A model by its whole name, such as deepseek-ai/DeepSeek-V3.2.'),
  gpuConfig: text('A GPU configuration, such as 8-gpu-h200.'),
  variant: text('A variant, such as TP8+MTP.'),
  batchSize: text('A batch size, such as 8.'),
};
const metric = z
  .enum(METRICS.map(({ id }) => id) as [MetricId, ...MetricId[]])
  .describe('The metric, such as output_throughput or ttft_ms.');
const night = text('latest, previous, days:7, run:ID, branch:NAME, commit:SHA or tag:NAME.');

/** The tools, in the order in which an assistant would use them. */
export function mcpTools(): readonly NightTool[] {
  return [
    tool(
      'nights',
      'The nightly runs, newest first: date, commit, branch, and why there are no results.',
      { days },
      () => ({
        kind: 'runs',
      })
    ),
    tool(
      'incidents',
      'What regressed or improved lately, despite the noise: which series, by how many percent, since when, and the most suspicious commits.',
      { days, ...filter },
      (given) => ({ kind: 'changes', view: 'incidents', filter: filterOf(given) })
    ),
    tool(
      'suspects',
      'The commits that may have caused the incidents, the most suspicious first, with what speaks for each.',
      { days, ...filter },
      (given) => ({ kind: 'changes', view: 'suspects', filter: filterOf(given) })
    ),
    tool(
      'latest',
      'The latest value of each series in one metric, and its change to the run before.',
      { metric, ...filter },
      (given) => ({ kind: 'latest', metrics: [given.metric as MetricId], filter: filterOf(given) })
    ),
    tool(
      'trend',
      'One metric night after night, for each series. Filter by a model.',
      { metric, days, ...filter },
      (given) => ({ kind: 'trend', metrics: [given.metric as MetricId], filter: filterOf(given) })
    ),
    tool(
      'compare',
      'What differs between two nights in one metric, and what of it is noise.',
      { metric, baseline: night, target: night, ...filter },
      (given) => ({
        kind: 'compare',
        metrics: [given.metric as MetricId],
        filter: filterOf(given),
        baseline: { kind: 'text', value: String(given.baseline ?? 'previous') },
        target: { kind: 'text', value: String(given.target ?? 'latest') },
      })
    ),
  ];
}

function tool(
  name: string,
  description: string,
  inputSchema: z.ZodRawShape,
  query: (given: Readonly<Record<string, unknown>>) => SavedQuery
): NightTool {
  return {
    name,
    description,
    inputSchema,
    queryOf: (given) => ({ query: query(given), days: Number(given.days ?? DAYS), most: MOST_ROWS }),
  };
}

function filterOf(given: Readonly<Record<string, unknown>>): Filter {
  const chosen = Object.keys(filter).flatMap((name) => (given[name] ? [[name, [String(given[name])]]] : []));
  return Object.fromEntries(chosen) as Filter;
}
