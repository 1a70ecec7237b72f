import { buildNightTable, type NightTable } from '../table/nightTable';
import { finish } from '../lib/job';
import { makeSeries } from '../model/series';
import { type Changes } from './changes';
import { Detection } from './detection';
import { analyseBatch, type AnalysisBatch, type Helper } from './Helpers';

const NIGHTS = 60;

/** Nights of so many models, a third of which changed. */
function tableOf(models: number, onset = 40, errors?: number): NightTable {
  return buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => ({
      run: { id: `${night}`, attempt: 1, time: night, commit: `c${night}`, branch: 'main', event: '', conclusion: '' },
      rows: Array.from({ length: models }, (__, model) => ({
        series: makeSeries({ gpu_config: 'g', model: `model ${model}` }),
        values: {
          ttft_ms: (night >= onset && model % 3 === 0 ? 110 : 100) * (1 + 0.01 * Math.sin(12.9 * night + model)),
        },
        ...(errors !== undefined && { errors: { ttft_ms: errors } }),
      })),
      issues: [],
    }))
  );
}

/** Takes a turn for each metric, as detection does. */
const atTheSameTime: Helper = async (batch) => {
  const given = overTheWire(batch);
  for (const { values } of given.tasks) {
    await turn();
    expect(values.length).toBeGreaterThan(0);
  }
  return overTheWire(finish(analyseBatch(given)));
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A helper, and what it was asked. */
function helping(answer = atTheSameTime) {
  const batches: AnalysisBatch[] = [];
  const helper: Helper = (batch) => {
    batches.push(batch);
    return answer(batch);
  };
  return { helper, tasks: () => batches.flatMap(({ tasks }) => tasks), batches };
}

function overTheWire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Detects as hosts do, which let others have their turn in between. */
async function detect(detection: Detection, table: NightTable, remembered?: Changes['remembered']): Promise<Changes> {
  const job = detection.changes(table, { remembered });
  for (;;) {
    const { done, value } = job.next();
    if (done) {
      return value;
    }
    await turn();
  }
}

const said = ({ events, incidents, states, remembered }: Changes) => ({ events, incidents, states, remembered });

describe('Helpers', () => {
  it('find what detection alone finds, and each metric is looked at by one of both', async () => {
    const table = tableOf(200);
    const { helper, tasks, batches } = helping();
    const detection = new Detection({ helpers: [helper] });
    const found = await detect(detection, table);
    expect(said(found)).toEqual(said(new Detection().changesNow(table)));
    expect(found.events.length).toBeGreaterThan(60);
    expect(tasks().length).toBeGreaterThan(50);
    expect(tasks().length).toBeLessThan(150);
    expect(batches.at(-1)!.tasks.length).toBeLessThan(batches[0]!.tasks.length);
    expect(inOrder(detection)).toEqual(await keptAlone(table));
  });

  it('are believed', async () => {
    const table = tableOf(200);
    const { helper } = helping(async (batch) =>
      (await atTheSameTime(batch)).map(
        (answer) =>
          answer && {
            ...answer,
            analysis: { ...answer.analysis, levels: { ...answer.analysis.levels, changePoints: [] } },
          }
      )
    );
    const found = await detect(new Detection({ helpers: [helper] }), table);
    const alone = new Detection().changesNow(table);
    expect(found.events.length).toBeLessThan(0.8 * alone.events.length);
    expect(found.events.length).toBeGreaterThan(0);
  });

  it('get the errors of the values where there are some', async () => {
    const [without, some] = [helping(), helping()];
    await detect(new Detection({ helpers: [without.helper] }), tableOf(120));
    await detect(new Detection({ helpers: [some.helper] }), tableOf(120, 40, 0.01));
    expect(without.tasks()[0]).not.toHaveProperty('errors');
    expect(some.tasks()[0]!.errors).toHaveLength(NIGHTS);
  });

  it('are several', async () => {
    const table = tableOf(200);
    const [one, other] = [helping(), helping()];
    const found = await detect(new Detection({ helpers: [one.helper, other.helper] }), table);
    expect(said(found)).toEqual(said(new Detection().changesNow(table)));
    expect(Math.min(one.tasks().length, other.tasks().length)).toBeGreaterThan(20);
    const given = [...one.tasks(), ...other.tasks()].map(({ values }) => JSON.stringify(values));
    expect(new Set(given).size).toBe(given.length);
  });

  it('are asked neither for few metrics, nor for what is known', async () => {
    const { helper, tasks } = helping();
    await detect(new Detection({ helpers: [helper] }), tableOf(99));
    expect(tasks()).toEqual([]);
    const detection = new Detection({ helpers: [helper] });
    await detect(detection, tableOf(150));
    const first = tasks().length;
    expect(first).toBeGreaterThan(0);
    await detect(detection, tableOf(150));
    expect(tasks()).toHaveLength(first);
  });

  it('look back only where no change is known yet', async () => {
    const table = tableOf(150);
    const { remembered } = new Detection().changesNow(table);
    const { helper, tasks } = helping();
    const found = await detect(new Detection({ helpers: [helper] }), table, remembered);
    expect(said(found)).toEqual(said(new Detection().changesNow(table, { remembered })));
    expect(tasks().filter(({ looksBack }) => !looksBack).length).toBeGreaterThan(10);
    expect(tasks().filter(({ looksBack }) => looksBack).length).toBeGreaterThan(20);
  });

  it.each<[string, Helper]>([
    ['fail', () => Promise.reject(new Error('it ended'))],
    ['never answer', () => new Promise(() => undefined)],
    ['say that there are too few values', ({ tasks }) => Promise.resolve(tasks.map(() => null))],
  ])('cost nothing where they %s', async (_, answer) => {
    const table = tableOf(150);
    const { helper, batches } = helping(answer);
    const found = await detect(new Detection({ helpers: [helper] }), table);
    expect(batches.length).toBeGreaterThan(0);
    expect(said(found)).toEqual(said(new Detection().changesNow(table)));
  });

  it('are not listened to when detection has moved on', async () => {
    const pending: Array<() => void> = [];
    const late: Helper = (batch) => new Promise((resolve) => pending.push(() => resolve(finish(analyseBatch(batch)))));
    const detection = new Detection({ helpers: [late] });
    await detect(detection, tableOf(150, 40));
    const after = tableOf(150, 30);
    const found = await detect(detection, after);
    pending.forEach((answer) => answer());
    await turn();
    expect(inOrder(detection)).toEqual(await keptAlone(after));
    expect(said(found)).toEqual(said(new Detection().changesNow(after, { remembered: undefined })));
  });
});

async function keptAlone(table: NightTable) {
  const detection = new Detection();
  await detect(detection, table);
  return inOrder(detection);
}

function inOrder(detection: Detection) {
  return [...detection.cached()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

describe('analyseBatch', () => {
  it('answers each metric in its place, null where it has too few values', () => {
    const values = Array.from({ length: 40 }, (_, at) => (at < 20 ? 100 : 90) * (1 + 0.01 * Math.sin(12.9 * at)));
    const task = { values, smallestChange: 2, looksBack: true };
    const answers = finish(
      analyseBatch({
        preset: 'normal',
        tasks: [{ ...task, values: [1, 2, 3] }, task, { ...task, looksBack: false }, { ...task, smallestChange: 20 }],
      })
    );
    expect(answers[0]).toBeNull();
    expect(answers[1]).toMatchObject({
      analysis: { levels: { changePoints: [{ onset: 20 }] } },
      reported: [[20, { onset: 20 }]],
    });
    expect(answers[2]).toMatchObject({ analysis: { levels: { changePoints: [{ onset: 20 }] } }, reported: [] });
    expect(answers[3]).toMatchObject({ analysis: { levels: { changePoints: [] } }, reported: [] });
  });

  it('takes the errors of the values', () => {
    const values = Array.from({ length: 40 }, (_, at) => (at < 37 ? 100 : 96) * (1 + 0.003 * Math.sin(12.9 * at)));
    const errors = values.map((_, at) => (at < 37 ? 0.001 : 0.2));
    const task = { values, smallestChange: 2, looksBack: false };
    const [exact, inexact] = finish(analyseBatch({ preset: 'normal', tasks: [task, { ...task, errors }] }));
    expect(exact!.analysis.levels.changePoints).toHaveLength(1);
    expect(inexact!.analysis.levels.changePoints).toHaveLength(0);
  });
});
