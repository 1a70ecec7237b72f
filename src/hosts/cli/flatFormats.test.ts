import { parquetReadObjects } from 'hyparquet';

import { makeSeries, type Night } from '../../core';
import { flatBody } from './flatFormats';

const series = (model: string) => makeSeries({ gpu_config: 'h200', model, batch_size: '8' });

function night(id: string, rows: Night['rows'], attempt = 1): Night {
  const time = Date.UTC(2026, 9, Number(id), 6, 30);
  const run = { id, attempt, time, commit: `c${id}`, branch: 'main', event: 'schedule', conclusion: '' };
  return { run, rows, issues: [] };
}

const NIGHTS = [
  night('2', [
    { series: series('=HYPERLINK("x")'), values: { ttft_ms: 190.25, latency_ms: 7 } },
    { series: series('b, "c"\nd'), values: {}, failure: 'out of memory' },
  ]),
  night('1', [{ series: series('old'), values: { ttft_ms: 1 } }]),
  night('1', [{ series: series('a'), values: { ttft_ms: 1e-7 } }], 2),
];

describe('flatBody', () => {
  it('writes a row for each series of each night, oldest first, of the newest attempt, as CSV', async () => {
    expect(await flatBody(NIGHTS, 'csv')).toBe(
      [
        'time,run,attempt,commit,branch,event,workflow,gpu_config,model,batch_size,latency_ms,ttft_ms,failure',
        '2026-10-01T06:30:00.000Z,1,2,c1,main,schedule,,h200,a,8,,1e-7,',
        `2026-10-02T06:30:00.000Z,2,1,c2,main,schedule,,h200,"'=HYPERLINK(""x"")",8,7,190.25,`,
        '2026-10-02T06:30:00.000Z,2,1,c2,main,schedule,,h200,"b, ""c""\nd",8,,,out of memory',
        '',
      ].join('\n')
    );
  });

  it('writes the same as lines of JSON, without what is missing', async () => {
    const lines = String(await flatBody(NIGHTS, 'ndjson'))
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { time: '2026-10-01T06:30:00.000Z', run: '1', attempt: 2, model: 'a', ttft_ms: 1e-7 },
      { run: '2', model: '=HYPERLINK("x")', latency_ms: 7 },
      { run: '2', model: 'b, "c"\nd', failure: 'out of memory' },
    ]);
    expect(JSON.parse(lines[2]!)).not.toHaveProperty('ttft_ms');
  });

  it('writes the same as Parquet, with times and numbers as such', async () => {
    const bytes = (await flatBody(NIGHTS, 'parquet')) as Uint8Array<ArrayBuffer>;
    const rows = await parquetReadObjects({ file: bytes.buffer });
    expect(rows).toMatchObject(
      [
        { time: new Date(Date.UTC(2026, 9, 1, 6, 30)), run: '1', attempt: 2, ttft_ms: 1e-7, latency_ms: null },
        { model: '=HYPERLINK("x")', latency_ms: 7, failure: null },
        { ttft_ms: null, failure: 'out of memory' },
      ].map((row) => ({ ...row }))
    );
  });

  it('writes a heading and nothing else where there are no nights', async () => {
    expect(await flatBody([], 'csv')).toBe('time,run,attempt,commit,branch,event,workflow\n');
    expect(await flatBody([], 'ndjson')).toBe('');
    expect(
      await parquetReadObjects({ file: ((await flatBody([], 'parquet')) as Uint8Array<ArrayBuffer>).buffer })
    ).toEqual([]);
  });
});
