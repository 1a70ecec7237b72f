import { buildNightTable, type NightTable } from '../../flatten/nightTable';
import { makeSeries } from '../../model/series';
import { type Sensitivity } from '../levels/detectorOptions';
import { type Changes } from './changes';
import { Detection, type Knowledge } from './detection';

const MODELS = ['one', 'two', 'three'];
const HIGH: Sensitivity = { preset: 'high', smallestChange: 2 };

function tableOf(nights = 40, models = MODELS): NightTable {
  return buildNightTable(
    Array.from({ length: nights }, (_, night) => ({
      run: { id: `${night}`, attempt: 1, time: night, commit: `c${night}`, branch: 'main', event: '', conclusion: '' },
      rows: models.map((model, at) => ({
        series: makeSeries({ gpu_config: 'g', model }),
        values: { ttft_ms: (night >= 25 ? 120 : 100) * (1 + 0.01 * Math.sin(12.9 * night + at)) },
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
  it('answers the same question on the same table at once, and other questions anew', () => {
    const detection = new Detection();
    const table = tableOf();
    const first = detection.changesNow(table);
    expect(detection.changesNow(table)).toBe(first);
    expect(steps(detection.changes(table))).toEqual([0, first]);
    expect(detection.changesNow(tableOf())).not.toBe(first);
    expect(detection.changesNow(table, HIGH)).not.toBe(first);
  });

  it('looks at all series with its own sensitivity, and at those shown alone with another', () => {
    const detection = new Detection();
    const table = tableOf();
    const shown = table.series.slice(1, 2);
    const all = detection.changesNow(table, undefined, shown);
    expect(all.states).toHaveLength(3);
    expect(all).toBe(detection.changesNow(table));
    expect(detection.changesNow(table, HIGH, shown).states.map(({ series }) => series)).toEqual([shown[0]!.series]);
    expect(detection.changesNow(table, HIGH, table.series.slice(0, 1)).states).toHaveLength(1);
    expect(detection.changesNow(table, HIGH).states).toHaveLength(3);
  });

  it('answers anew when acknowledgements change, and when one ends', () => {
    let knowledge: Knowledge = { now: 0 };
    const detection = new Detection({ knowledge: () => knowledge });
    const table = tableOf();
    const before = detection.changesNow(table);
    knowledge = { now: 0, acknowledgements: [{ labels: { model: '*' }, reason: 'known', until: 10 }] };
    const acknowledged = detection.changesNow(table);
    expect(acknowledged).not.toBe(before);
    knowledge = { ...knowledge, now: 9 };
    expect(detection.changesNow(table)).toBe(acknowledged);
    knowledge = { ...knowledge, now: 10 };
    expect(detection.changesNow(table)).toBe(before);
  });

  it('takes known events for its own sensitivity alone', () => {
    const table = tableOf();
    const { known } = new Detection().changesNow(table);
    const renamed = known.map((one) => ({ ...one, id: `old ${one.id}` }));
    const detection = new Detection({ knowledge: () => ({ known: renamed }) });
    const ids = (changes: Changes) => changes.events.map(({ id }) => id.startsWith('old'));
    expect(ids(detection.changesNow(table))).toEqual([true, true, true]);
    expect(ids(detection.changesNow(table, HIGH))).toEqual([false, false, false]);
  });

  it('does one job for all who ask at once, each a step at a time', () => {
    const detection = new Detection();
    const table = tableOf();
    const [alone] = steps(new Detection().changes(table));
    const jobs = new Set([detection.changes(table), detection.changes(table)]);
    const found = new Set<Changes>();
    let taken = 0;
    while (jobs.size > 0) {
      for (const job of jobs) {
        const { done, value } = job.next();
        if (done) {
          jobs.delete(job);
          found.add(value);
        } else {
          taken += 1;
        }
      }
    }
    expect(taken).toBeLessThanOrEqual(alone + 1);
    expect(found.size).toBe(1);
  });

  it('leaves a job to the others when one gives up, and begins no second one', () => {
    const detection = new Detection();
    const table = tableOf();
    const [alone] = steps(new Detection().changes(table));
    const given = detection.changes(table);
    for (let taken = 0; taken < alone - 2; taken++) {
      given.next();
    }
    given.return(undefined as never);
    expect(steps(detection.changes(table))[0]).toBeLessThanOrEqual(3);
  });

  it('ends a job that throws for all, and begins anew for who asks next', () => {
    let fails = true;
    const knowledge = () => ({ known: fails ? ([null] as never) : [] });
    const detection = new Detection({ knowledge });
    expect(() => detection.changesNow(tableOf())).toThrow(TypeError);
    fails = false;
    expect(detection.changesNow(tableOf()).events).toHaveLength(3);
  });

  it('keeps eight answers, the last ones', () => {
    const detection = new Detection();
    const tables = Array.from({ length: 9 }, () => tableOf(12, ['one']));
    const answers = tables.map((table) => detection.changesNow(table));
    expect(detection.changesNow(tables[1]!)).toBe(answers[1]);
    expect(detection.changesNow(tables[0]!)).not.toBe(answers[0]);
  });

  it('keeps what it analysed of its own sensitivity, and forgets it with the series', () => {
    const detection = new Detection();
    detection.changesNow(tableOf());
    expect(detection.kept().map(({ key }) => key)).toEqual(
      ['one', 'three', 'two'].map((model) => expect.stringContaining(`model=${model}`))
    );
    detection.changesNow(tableOf(), HIGH);
    expect(detection.kept()).toHaveLength(3);
    detection.changesNow(tableOf(40, ['one']));
    expect(detection.kept().map(({ key }) => key)).toEqual([expect.stringContaining('model=one')]);
  });

  it('begins with what was kept, and needs fewer steps then', () => {
    const table = tableOf();
    const before = new Detection();
    const [anew] = steps(before.changes(table));
    const [again, changes] = steps(new Detection({ kept: before.kept() }).changes(table));
    expect(again).toBeLessThan(anew);
    expect(changes.events).toEqual(before.changesNow(table).events);
  });

  it('keeps what it analysed with its own and the last other sensitivities', () => {
    const table = tableOf();
    const detection = new Detection();
    const columns = table.series[0]!;
    const { observed } = detection.changesNow(table);
    const analysis = (sensitivity: Sensitivity) =>
      detection.analyse(columns, 'ttft_ms', { observed, sensitivity })!.analysis;
    const sensitivities = [3, 4, 5, 6, 7].map((smallestChange): Sensitivity => ({ preset: 'normal', smallestChange }));
    const own = analysis({ preset: 'normal', smallestChange: 2 });
    const kept = sensitivities.map(analysis);
    // Six in all: its own and these five.
    expect(sensitivities.map(analysis).every((one, at) => one === kept[at])).toBe(true);
    const sixth: Sensitivity = { preset: 'normal', smallestChange: 8 };
    analysis(sixth);
    expect(analysis(sensitivities[4]!)).toBe(kept[4]);
    expect(analysis(sensitivities[0]!)).not.toBe(kept[0]);
    expect(analysis({ preset: 'normal', smallestChange: 2 })).toBe(own);
    expect(analysis(sixth)).toBeDefined();
  });

  it('says nothing of a metric that was hardly measured', () => {
    const table = tableOf(5);
    const detection = new Detection();
    const { observed } = detection.changesNow(table);
    const sensitivity: Sensitivity = { preset: 'normal', smallestChange: 2 };
    expect(detection.analyse(table.series[0]!, 'ttft_ms', { observed, sensitivity })).toBeUndefined();
    expect(detection.analyse(table.series[0]!, 'acc_length', { observed, sensitivity })).toBeUndefined();
  });
});
