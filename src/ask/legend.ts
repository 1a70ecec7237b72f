import { LABELS, type Labels } from '../catalogue/labels';
import { type Metric } from '../catalogue/metrics';
import { shortModels } from './shortModels';

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Names the lines of one answer. */
type Legend = (labels: Labels, metric: Metric) => string;

/**
 * Returns the legend of a template such as `{{model}} bs={{batch_size}}`; `{{metric}}` is the metric's label, and
 * `{{short_model}}` the model without its organisation where that is unique.
 * An empty template names what differs between the lines. Where several metrics are asked and the template does not
 * tell them apart, the metric's label is added.
 */
export function makeLegend(template: string, lines: readonly Labels[], metrics: number): Legend {
  const pattern = template.trim() || differences(lines);
  const short = shortModels(lines.map(({ model }) => model));
  const addMetric = metrics > 1 && !/\{\{\s*metric\s*\}\}/.test(pattern);
  return (labels, metric) => {
    const known: Readonly<Record<string, string | undefined>> = {
      ...labels,
      short_model: labels.model && short(labels.model),
      metric: metric.label,
    };
    const text = pattern
      .replace(PLACEHOLDER, (_, name: string) => known[name] ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return addMetric ? `${text} · ${metric.label}` : text || metric.label;
  };
}

function differences(lines: readonly Labels[]): string {
  const names = [...new Set(lines.flatMap(Object.keys))];
  const differing = names.filter((name) => new Set(lines.map((labels) => labels[name])).size > 1);
  const shown = differing.length > 0 ? differing : names.filter((name) => name === 'model' || name === 'test_name');
  return shown.map((name) => `${prefixOf(name)}{{${name === 'model' ? 'short_model' : name}}}`).join(' ');
}

function prefixOf(name: string): string {
  return LABELS.find((label) => label.name === name)?.prefix ?? '';
}
