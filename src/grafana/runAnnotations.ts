import { type AnnotationEvent, type DataFrame } from '@grafana/data';

import { annotationHtml, rowReader } from './annotationText';

/** Returns an annotation for each run of `runs` frames: what ran, what came of it, and where to look. */
export function runAnnotations(frames: readonly DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => Array.from({ length: frame.length }, (_, row) => runAnnotation(frame, row)));
}

function runAnnotation(frame: DataFrame, row: number): AnnotationEvent {
  const { number, text } = rowReader(frame, row);
  const benchmarks = number('benchmarks') || 0;
  const line = `${text('branch')} ${text('commit')}: ${benchmarks} benchmarks${benchmarks ? '' : ` (${text('results')})`}`;
  return {
    id: text('run'),
    time: number('time'),
    title: `Run ${text('run')}`,
    text: annotationHtml(
      [line],
      [
        { url: text('run_url'), title: 'workflow run' },
        { url: text('commit_url'), title: 'commit' },
        { url: text('compare_url'), title: 'commits since the run before' },
      ]
    ),
    tags: [text('branch'), text('event'), text('conclusion')].filter(Boolean),
  };
}
