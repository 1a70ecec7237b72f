import { type AnnotationEvent, textUtil } from '@grafana/data';

import { type Annotation } from '../../core';

const COLORS = { good: 'green', bad: 'red' };

/**
 * Returns an annotation as Grafana draws it: its texts escaped, and only web addresses as links. Each has the same fields, for Grafana
 * makes a table of them whose fields are those of the first.
 */
export function annotationEvent({
  id,
  time,
  timeEnd = time,
  title,
  lines,
  links,
  color,
  tags,
}: Annotation): AnnotationEvent {
  const anchors = links
    .filter(({ url }) => /^https?:\/\//.test(url))
    .map((link) => `<a href="${textUtil.escapeHtml(link.url)}" target="_blank">${textUtil.escapeHtml(link.title)}</a>`);
  return {
    id,
    time,
    timeEnd,
    isRegion: timeEnd > time,
    title,
    text: [...lines.filter(Boolean).map((line) => textUtil.escapeHtml(line)), ...anchors].join('<br>'),
    color: color && COLORS[color],
    tags: [...tags],
  };
}
