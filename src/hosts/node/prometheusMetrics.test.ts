import { buildNightTable, Detection, makeSeries, type NightTable } from '../../core';
import { type Collector } from '../../backend/collector';
import { nightsText } from './prometheusMetrics';

/** A collector as far as its metrics go: what it has, and how its refreshes went. */
function collectorOf(table: NightTable): Collector {
  return {
    store: { table, size: table.runs.length },
    snapshot: { table, findings: new Detection().changesNow(table) },
    now: () => 10_000,
    status: { refreshes: 1, failures: 0 },
    options: { repositoryUrl: '', demo: false },
  } as unknown as Collector;
}

function run(id: number, commit: string, time = id * 1000) {
  return { id: `${id}`, attempt: 1, time, commit, branch: 'main', event: '', conclusion: '' };
}

describe('nightsText', () => {
  it('exposes 5,000 series at most, and says how many it leaves out', async () => {
    const rows = Array.from({ length: 5003 }, (_, index) => ({
      series: makeSeries({ gpu_config: 'g', model: `m${index}` }),
      values: { ttft_ms: 100 },
    }));
    const text = await nightsText(collectorOf(buildNightTable([{ run: run(1, 'a'), rows, issues: [] }])));
    expect(text.match(/^sglang_nightly_ttft_seconds\{/gm)).toHaveLength(5000);
    expect(text).toContain('sglang_nightly_collector_series_left_out 3\n');
  });

  it('takes 20,000 GPU configurations without quadratic work', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({
      series: makeSeries({ gpu_config: `g${index}`, model: 'm' }),
      values: { ttft_ms: 100 },
    }));
    const table = buildNightTable([{ run: run(1, 'a'), rows, issues: [] }]);
    const samples = (await nightsText(collectorOf(table))).split('\n').length;
    expect(samples).toBeLessThan(20_000);
  }, 15_000);

  it('dates the newest results, also where a commit ran twice or an old commit ran again', async () => {
    const rows = [{ series: makeSeries({ gpu_config: 'g', model: 'm' }), values: { ttft_ms: 100 } }];
    const night = (id: number, commit: string, time?: number) => ({ run: run(id, commit, time), rows, issues: [] });
    const twice = await nightsText(collectorOf(buildNightTable([night(1, 'a'), night(2, 'b'), night(3, 'b')])));
    expect(twice).toContain('sglang_nightly_run_timestamp_seconds{workflow=""} 3\n');
    expect(twice).toContain('sglang_nightly_gpu_config_run_timestamp_seconds{gpu_config="g"} 3\n');
    const again = await nightsText(collectorOf(buildNightTable([night(1, 'a'), night(2, 'b'), night(3, 'a')])));
    expect(again).toContain('sglang_nightly_run_timestamp_seconds{workflow=""} 3\n');
  });
});
