import { buildNightTable, Detection, makeSeries, MS_PER_DAY, type NightTable } from '../core';
import { createJobRunner } from './jobRunner';
import { SnapshotMaker } from './snapshot';

function nights(count: number): NightTable {
  return buildNightTable(
    Array.from({ length: count }, (_, night) => ({
      run: {
        id: `${night}`,
        attempt: 1,
        time: night * MS_PER_DAY,
        commit: `c${night}`,
        branch: 'main',
        event: '',
        conclusion: '',
      },
      rows: [{ series: makeSeries({ gpu_config: 'g', model: 'm' }), values: { ttft_ms: 100 } }],
      issues: [],
    }))
  );
}

function maker(first: number) {
  const store = { table: nights(first), tableVersion: 1 };
  const jobs = createJobRunner({ now: () => 0, pause: () => Promise.resolve() });
  return { store, snapshots: new SnapshotMaker({ store, jobs, detection: new Detection(), knowledge: () => ({}) }) };
}

describe('SnapshotMaker', () => {
  it('has the nights before what is found in them', async () => {
    const { snapshots, store } = maker(3);
    expect(snapshots.latest).toMatchObject({ table: store.table, findings: null });
    await snapshots.make();
    expect(snapshots.latest.findings).not.toBeNull();
  });

  it('lets the last one answer while the next is made', async () => {
    const { snapshots, store } = maker(3);
    const before = await snapshots.make();
    Object.assign(store, { table: nights(4), tableVersion: 2 });
    expect(snapshots.latest).toBe(before);
    expect(snapshots.isCurrent).toBe(false);
    expect((await snapshots.make()).table.runs).toHaveLength(4);
  });

  it('does not take that there was nothing for what was found in nights that came since', async () => {
    const { snapshots, store } = maker(0);
    await snapshots.make();
    Object.assign(store, { table: nights(3), tableVersion: 2 });
    expect(snapshots.latest).toMatchObject({ table: store.table, findings: null });
  });
});
