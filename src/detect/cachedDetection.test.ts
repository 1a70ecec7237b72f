import { buildNightTable, type NightTable } from '../table/nightTable';
import { makeSeries } from '../model/series';
import { type Changes } from './changes';
import { Detection } from './detection';

const MODELS = ['one', 'two', 'three'];

function tableOf(nights = 40, models = MODELS, after = 120): NightTable {
  return buildNightTable(
    Array.from({ length: nights }, (_, night) => ({
      run: { id: `${night}`, attempt: 1, time: night, commit: `c${night}`, branch: 'main', event: '', conclusion: '' },
      rows: models.map((model, at) => ({
        series: makeSeries({ gpu_config: 'g', model }),
        values: { ttft_ms: (night >= 25 ? after : 100) * (1 + 0.01 * Math.sin(12.9 * night + at)) },
      })),
      issues: [],
    }))
  );
}

/** How many steps a job takes until it is done, and what it gives. */
function steps(job: Generator<void, Changes, void>): readonly [number, Changes] {
  for (let count = 0; ; count++) {
    const { done, value } = job.next();
    if (done) {
      return [count, value];
    }
  }
}

describe('Detection, what it keeps', () => {
  it('takes known events for what they are', () => {
    const table = tableOf();
    const { remembered } = new Detection().changesNow(table);
    const events = remembered.events.map((one) => ({ ...one, id: `old ${one.id}` }));
    const found = new Detection().changesNow(table, { remembered: { events, incidents: [] } });
    expect(found.events.map(({ id }) => id.startsWith('old'))).toEqual([true, true, true]);
  });

  it('keeps what it analysed, and forgets it with the series', () => {
    const detection = new Detection();
    detection.changesNow(tableOf());
    expect([...detection.cached()].map(({ key }) => key)).toEqual(
      ['one', 'three', 'two'].map((model) => expect.stringContaining(`model=${model}`))
    );
    detection.changesNow(tableOf(40, ['one']));
    expect([...detection.cached()].map(({ key }) => key)).toEqual([expect.stringContaining('model=one')]);
  });

  it('begins with what was kept, and needs fewer steps then', () => {
    const table = tableOf(60, MODELS, 103);
    const before = new Detection();
    const [anew] = steps(before.changes(table));
    const [again, changes] = steps(new Detection({ cached: before.cached() }).changes(table));
    expect(again).toBeLessThan(anew);
    expect(changes.events).toEqual(before.changesNow(table).events);
  });

  it('says nothing of a metric that was hardly measured', () => {
    const { subjects, states } = new Detection().changesNow(tableOf(5));
    expect(subjects.size).toBe(0);
    expect(states.map(({ state }) => state)).toEqual(['learning', 'learning', 'learning']);
  });
});
