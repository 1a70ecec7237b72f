import { type AnnotationEvent, type DataFrame, textUtil } from '@grafana/data';

/** Returns an annotation for each run of `runs` frames: what ran, what came of it, and where to look. */
export function runAnnotations(frames: readonly DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => Array.from({ length: frame.length }, (_, row) => runAnnotation(frame, row)));
}

function runAnnotation(frame: DataFrame, row: number): AnnotationEvent {
  const read = (name: string): unknown => frame.fields.find((field) => field.name === name)?.values[row];
  const text = (name: string) => String(read(name) ?? '');
  const benchmarks = Number(read('benchmarks') ?? 0);
  const links = [
    link(text('run_url'), 'workflow run'),
    link(text('commit_url'), 'commit'),
    link(text('compare_url'), 'commits since the run before'),
  ];
  return {
    id: text('run'),
    time: Number(read('time')),
    title: `Run ${text('run')}`,
    text: [
      textUtil.escapeHtml(
        `${text('branch')} ${text('commit')}: ${benchmarks} benchmarks${benchmarks ? '' : ` (${text('results')})`}`
      ),
      ...links.filter(Boolean),
    ].join('<br>'),
    tags: [text('branch'), text('event'), text('conclusion')].filter(Boolean),
  };
}

function link(url: string, title: string): string {
  return url.startsWith('https://') || url.startsWith('http://')
    ? `<a href="${textUtil.escapeHtml(url)}" target="_blank">${title}</a>`
    : '';
}
