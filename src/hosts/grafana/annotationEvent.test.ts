import { arrayToDataFrame } from '@grafana/data';

import { type Annotation } from '../../core';
import { annotationEvent } from './annotationEvent';

/** Returns the frame that Grafana makes of events before it draws them. */
const drawn = (annotations: readonly Annotation[]) => arrayToDataFrame(annotations.map(annotationEvent));

describe('annotationEvent', () => {
  it.each([
    ['a range first', [{ timeEnd: 2000, color: 'bad' as const }, {}]],
    ['a single night first', [{}, { timeEnd: 2000, color: 'bad' as const }]],
  ])("keeps every field of every event in Grafana's table of them: %s", (_, said) => {
    const annotations = said.map((one, at) => ({
      id: `${at}`,
      time: 1000,
      title: `Run ${at}`,
      lines: [],
      links: [],
      tags: [],
      ...one,
    }));
    const frame = drawn(annotations);
    expect(frame.fields.every(({ values }) => values.length === 2)).toBe(true);
    const valuesOf = (name: string) => frame.fields.find((field) => field.name === name)?.values;
    expect(valuesOf('timeEnd')).toEqual(annotations.map(({ timeEnd = 1000 }) => timeEnd));
    expect(valuesOf('isRegion')).toEqual(annotations.map(({ timeEnd }) => timeEnd !== undefined));
    expect(valuesOf('color')).toEqual(annotations.map(({ color }) => color && 'red'));
  });

  it('lets no markup through, and links only web addresses', () => {
    expect(
      annotationEvent({
        id: '7',
        time: 1000,
        timeEnd: 2000,
        title: 'Run 7',
        lines: ['<img src=x> abc: 3 benchmarks', ''],
        links: [
          { url: 'https://github.com/a/b/actions/runs/7?"', title: 'workflow <run>' },
          { url: 'javascript:alert(1)', title: 'commit' },
          { url: '', title: 'nothing' },
        ],
        color: 'bad',
        tags: ['<img src=x>', 'schedule'],
      })
    ).toEqual({
      id: '7',
      time: 1000,
      timeEnd: 2000,
      isRegion: true,
      title: 'Run 7',
      text: '&lt;img src=x&gt; abc: 3 benchmarks<br><a href="https://github.com/a/b/actions/runs/7?&quot;" target="_blank">workflow &lt;run&gt;</a>',
      color: 'red',
      tags: ['<img src=x>', 'schedule'],
    });
  });
});
