import { toDataFrame } from '@grafana/data';

import { runAnnotations } from './runAnnotations';

describe('runAnnotations', () => {
  it('makes an event of each run, with links, and lets no markup of an artifact through', () => {
    const frame = toDataFrame({
      fields: [
        { name: 'time', values: [1000] },
        { name: 'run', values: ['7'] },
        { name: 'commit', values: ['abc'] },
        { name: 'branch', values: ['<img src=x>'] },
        { name: 'event', values: ['schedule'] },
        { name: 'conclusion', values: [null] },
        { name: 'benchmarks', values: [3] },
        { name: 'results', values: ['available'] },
        { name: 'run_url', values: ['https://github.com/a/b/actions/runs/7'] },
        { name: 'commit_url', values: [null] },
        { name: 'compare_url', values: ['javascript:alert(1)'] },
      ],
    });
    expect(runAnnotations([frame])).toEqual([
      {
        id: '7',
        time: 1000,
        title: 'Run 7',
        text: '&lt;img src=x&gt; abc: 3 benchmarks<br><a href="https://github.com/a/b/actions/runs/7" target="_blank">workflow run</a>',
        tags: ['<img src=x>', 'schedule'],
      },
    ]);
  });
});
