import { annotationEvent } from './annotationEvent';

describe('annotationEvent', () => {
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
