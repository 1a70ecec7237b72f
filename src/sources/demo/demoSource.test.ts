import { buildNightTable, type Night, readNight } from '../../core';
import { demoSource } from './demoSource';
import { PLANTED_CHANGES } from './plantedChanges';

const END = Date.UTC(2026, 9, 20, 12);
const ALL = { from: -Infinity, to: Infinity };

async function nights(seed?: string): Promise<Night[]> {
  const { records } = await demoSource({ end: () => END, seed }).load(ALL);
  return records.map((record) => readNight(record)).flatMap(({ night }) => (night ? [night] : []));
}

describe('demoSource', () => {
  it('gives the same nights for the same seed and end', async () => {
    expect(await demoSource({ end: () => END }).load(ALL)).toEqual(await demoSource({ end: () => END }).load(ALL));
    expect(await nights('another')).not.toEqual(await nights());
  });

  it('has 90 nights less the missing ones, of all forms: 9 served models, 5 diffusion cases, a multi-node one in 2 topologies', async () => {
    const table = buildNightTable(await nights());
    const labels = (name: string) => new Set(table.series.map(({ series }) => series.labels[name]).filter(Boolean));
    expect(table.runs.filter(({ run }) => run.branch === 'main')).toHaveLength(88);
    expect(table.runs.filter(({ absence }) => absence)).toHaveLength(1);
    expect(labels('gpu_config')).toEqual(new Set(['8-gpu-h200', '8-gpu-b200', 'gb200', 'unknown']));
    expect(labels('model').size).toBe(9 + 5 + 1);
    expect(labels('variant')).toEqual(new Set(['default', 'TP8', 'TP8+EP8', 'TP8+MTP', 'TP8+EAGLE3']));
    expect(labels('case').size).toBe(5);
    expect(labels('topology').size).toBe(2);
    expect(labels('concurrency').size).toBe(5);
  });

  it("is in exactly the artifact's shape: no issue is found in it", async () => {
    expect((await nights()).flatMap(({ issues }) => issues)).toEqual([]);
  });

  it('holds the planted changes', async () => {
    const table = buildNightTable(await nights());
    const series = table.series.find(
      ({ series: { labels } }) => labels.model === 'deepseek-ai/DeepSeek-V3.2' && labels.gpu_config === '8-gpu-h200'
    );
    const values = series!.values.output_throughput!;
    const mean = (part: Float64Array) => part.reduce((sum, value) => sum + value, 0) / part.length;
    expect(mean(values.slice(-15)) / mean(values.slice(-60, -30))).toBeCloseTo(0.92, 2);
    expect(PLANTED_CHANGES.length).toBeGreaterThanOrEqual(4);
  });

  it('keeps to the window', async () => {
    const { records } = await demoSource({ end: () => END }).load({ from: END - 7 * 86_400_000, to: END });
    expect(records).toHaveLength(8);
  });
});
