import { type Incident } from '../../detect/incidents/incident';
import { type ScopeLabels } from '../../detect/incidents/scope';
import { SERIES_ATTRIBUTES, seriesAttribute } from '../../catalogue/attributes';
import { gpuName, LABELS, type Labels } from '../../catalogue/labels';
import { type MetricId, metricOf } from '../../catalogue/metrics';
import { shortModel } from '../shortModels';
import { signedPercent } from '../percent';
import { type EventRow } from './eventRow';

/** How an incident is put in words. */
interface Wording {
  /** Names a model in short, or whole. */
  readonly short: (model: string) => string;
  /** When its first run was, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * Returns what changed, as a person would say it: `Output throughput of DeepSeek-V3.2 and 3 more models on 8-gpu-h200: -8.4 %
 * since 16 Nov 2026, in all 64 series`. Tables, pages, reports and issues say this; an alert says its first half.
 */
export function incidentSentence(incident: Incident, { short, since }: Wording): string {
  const { scope, percent, drifts, metric } = incident;
  const { affected, present } = scope;
  const subject = subjectWords(metric, scopeOf(incident), short);
  const share = affected === present ? `all ${present}` : `${affected} of ${present}`;
  return `${changeWords(subject, percent, drifts, since)}${present > 1 ? `, in ${share} series` : ''}`;
}

/**
 * Returns one line of the table of changes as a sentence: `TTFT of GLM-4.6 TP8 at batch size 8 on 8-gpu-h200: +18.3 % since 16 Nov
 * 2026`; of what was not measured, `GLM-4.6 TP8 at batch size 8 on 8-gpu-h200: missing since 16 Nov 2026`.
 */
export function rowSentence({ state, labels, metric, percent }: EventRow, { short, since }: Wording): string {
  const subject = subjectWords(metric?.id, attributesOf(labels), short);
  return percent === undefined
    ? `${subject}: ${state}${state === 'ended' ? '' : ' since'} ${dayText(since)}`
    : changeWords(subject, percent, state === 'drift', since);
}

/** Says by how much something changed, and since when. */
function changeWords(subject: string, percent: number, drifts: boolean, since: number): string {
  const [verb, about] = drifts ? [' drifts', 'about '] : ['', ''];
  return `${subject}${verb}: ${signedPercent(percent)} since ${about}${dayText(since)}`;
}

/**
 * Returns what an alert says is worse. It is a part of the alert's identity: it is made of what stays the same, and names models
 * without their organisation, whatever other models there are.
 */
export function alertSubject({ metric, reportedScope }: Incident): string {
  return subjectWords(metric, reportedScope, shortModel);
}

/** Returns a metric of a scope in words: `TTFT of Llama-4-Maverick TP8 at batch size 8 on 8-gpu-b200`; without one, the scope. */
export function subjectWords(
  metric: MetricId | undefined,
  scope: ScopeLabels,
  short: (model: string) => string
): string {
  const words = (name: string, plural: string) => namesOf(scope[name] ?? [], plural);
  const models = namesOf((scope.model ?? []).map(short), 'models');
  const kinds = QUALITIES.map(({ name, plural = name }) => words(name, plural)).filter(Boolean);
  const what = [models, ...kinds].filter(Boolean).join(' ');
  const gpus = namesOf(
    (scope.gpu_config ?? []).filter((gpu) => gpuName({ gpu_config: gpu })),
    'GPU configurations'
  );
  const all = [
    [models ? 'of' : 'with', what],
    ['at', listOf(sizesOf(scope))],
    ['on', gpus],
  ].filter(([, words]) => words);
  const said = (all.length > 0 ? all : [['of', 'all that is measured']]).flat();
  return (metric ? [metricWords(metric), ...said] : said.slice(1)).join(' ');
}

/** `TTFT`, where the label says it in brackets. */
function metricWords(metric: MetricId): string {
  const { label } = metricOf(metric);
  return /\(([A-Z]+)\)$/.exec(label)?.[1] ?? label;
}

/** Labels that are named after the model, and those that are counted; the two lengths of a request are one. */
const QUALITIES = LABELS.filter(({ plural, numeric }) => plural && !numeric);
const COUNTED = LABELS.filter(({ plural, numeric }) => plural && numeric);

/** Sizes in words: `batch sizes 1 and 8`, `concurrency 512`, `4096/512 tokens`. */
function sizesOf(scope: ScopeLabels): string[] {
  const counted = COUNTED.flatMap(({ name, title, plural = title }) => {
    const values = scope[name];
    return values ? [`${values.length > 1 ? plural : title.toLowerCase()} ${listOf(inOrder(values))}`] : [];
  });
  const lengths = scope.io_length?.map((value) => value.replace('_', '/'));
  return lengths ? [...counted, `${listOf(lengths)} tokens`] : counted;
}

/** The scope as it is now; of a single series, all that tells it from others. */
function scopeOf({ scope, entries: [only] }: Incident): ScopeLabels {
  return scope.present > 1 || !only ? scope.labels : attributesOf(only.series.labels);
}

function attributesOf(labels: Labels): ScopeLabels {
  const texts = SERIES_ATTRIBUTES.map(({ id, name }) => [name, seriesAttribute(labels, id)] as const);
  const all = [...texts, ['server_args', labels.server_args ?? ''] as const];
  return Object.fromEntries(all.flatMap(([name, text]) => (text === '' ? [] : [[name, [text]]])));
}

/** `a`, `a and b`, `a and 3 more models`. */
function namesOf(names: readonly string[], plural: string): string {
  return names.length > 2 ? `${names[0]!} and ${names.length - 1} more ${plural}` : listOf(names);
}

/** `a`, `a and b`, `a, b and c`. */
function listOf(texts: readonly string[]): string {
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter(Boolean).join(' and ');
}

function inOrder(numbers: readonly string[]): string[] {
  return [...numbers].sort((a, b) => Number(a) - Number(b));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The date in UTC as a sentence says it, such as 25 Jan 2026. Hosts without `Intl` read it too. */
function dayText(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]!} ${date.getUTCFullYear()}`;
}
