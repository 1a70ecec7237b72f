import { type AnnotationEvent, type DataFrame } from '@grafana/data';

import { annotationHtml, rowReader } from './annotationText';

const SERIES = ['gpu_config', 'model', 'variant', 'test_suite', 'test_name'];
/** Of changes that began in the same run, so many are spelled out. */
const MOST_LINES = 8;

type Row = ReturnType<typeof rowReader>;

/**
 * Returns an annotation for each run with which changes began, in `changes` frames: what changed and by how much, and
 * the suspect commits. Where it is not certain with which run they began, it is a region.
 */
export function changeAnnotations(frames: readonly DataFrame[]): AnnotationEvent[] {
  const byTime = new Map<string, Row[]>();
  for (const frame of frames) {
    for (let row = 0; row < frame.length; row++) {
      const reader = rowReader(frame, row);
      const key = `${reader.number('time')} ${isWorse(reader) ? 'worse' : 'better'}`;
      if (reader.text('id') !== '') {
        byTime.set(key, [...(byTime.get(key) ?? []), reader]);
      }
    }
  }
  return [...byTime].map(([key, rows]) => changeAnnotation(key, rows));
}

function changeAnnotation(id: string, rows: readonly Row[]): AnnotationEvent {
  const [first] = rows as [Row];
  const time = first.number('time');
  const end = Math.max(...rows.map(({ number }) => number('time_end')));
  const rest = rows.length - MOST_LINES;
  const what = rows.length === 1 ? '1 change' : `${rows.length} changes`;
  return {
    id,
    time,
    ...(end > time && { timeEnd: end, isRegion: true }),
    title: `${what} for the ${isWorse(first) ? 'worse' : 'better'}`,
    text: annotationHtml(
      [...rows.slice(0, MOST_LINES).map(lineOf), ...(rest > 0 ? [`and ${rest} more`] : [])],
      [{ url: first.text('commits_url'), title: 'suspect commits' }]
    ),
    color: isWorse(first) ? 'red' : 'green',
    tags: [...new Set(rows.map(({ text }) => text('state')))],
  };
}

function lineOf({ number, text }: Row): string {
  const change = number('change');
  const batch = text('batch_size');
  const where = [...SERIES.map(text).filter(Boolean), ...(batch ? [`bs=${batch}`] : [])].join(' ');
  return `${change > 0 ? '+' : ''}${change.toFixed(1)} % ${text('metric')}: ${where} (${text('state')})`;
}

/** Regressions stay for the worse when they are over. */
function isWorse({ text }: Row): boolean {
  return text('direction') === 'worse';
}
