import { parse } from 'valibot';

import { changedNights } from '../../../tests/support/builders';
import { buildNightTable } from '../../table/nightTable';
import { readNight } from '../../read/forms/readNight';
import { type Night } from '../../model/night';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';

const END = Date.UTC(2026, 9, 21);
const B200 = 'zai-org/GLM-4.6 8-gpu-b200';
const H200 = 'deepseek-ai/DeepSeek-V3.2 8-gpu-h200';
type Document = ReturnType<typeof changedNights>[number];

/** The column of each model, and the number of nights, in a window of `days` up to the end. */
function matrixOf(documents: readonly Document[], query: SavedQuery = {}, days = 100) {
  const nights = documents
    .map((document) => readNight({ document }))
    .flatMap(({ night }): Night[] => (night ? [night] : []));
  const [table] = answer(
    buildNightTable(nights),
    parse(nightQuerySchema, { kind: 'changes', view: 'matrix', ...query }),
    {
      from: END - days * 86_400_000,
      to: END + 86_400_000,
      now: END,
      repositoryUrl: '',
      notices: [],
    }
  );
  return Object.fromEntries(table!.columns.map(({ name, values }) => [name, values]));
}

const without = (document: Document, gpu: string): Document => ({
  ...document,
  results: document.results.filter(({ gpu_config }) => gpu_config !== gpu),
});

describe('the fleet by night', () => {
  it('colours the nights from the onset of a change, by how bad it is', () => {
    const values = matrixOf(changedNights(30, 8, 0.92, END))[H200]!;
    expect(values.slice(0, 22)).toEqual(Array(22).fill('ok'));
    expect(values.slice(22)).toEqual(Array(8).fill('major'));
  });

  it('says that nights can not be judged where there are too few, and not that all is well', () => {
    const seen = (count: number) => [...new Set<unknown>(matrixOf(changedNights(count, 0, 1, END))[H200])];
    expect([seen(6), seen(12)]).toEqual([['learning'], ['ok']]);
  });

  it('says so of a GPU configuration too', () => {
    const fleet = (count: number) => {
      const { state, summary } = matrixOf(changedNights(count, 0, 1, END), { view: 'fleet' });
      return [...new Set<unknown>(state), summary![1]];
    };
    expect(fleet(6)).toEqual(['learning', 'too few nights to judge any of 4 series']);
    expect(fleet(12)).toEqual(['ok', '0 of 4 series regressed']);
  });

  it('ends with the night in which the change was undone', () => {
    const [changed, before] = [changedNights(50, 30, 0.85, END), changedNights(50, 0, 1, END)];
    const values = matrixOf([...changed.slice(0, 35), ...before.slice(35)])[H200]!;
    expect(values[20]).toBe('critical');
    expect(values[34]).toBe('critical');
    expect(values.at(-1)).toMatch(/^(ok|improved)$/);
  });

  it('tells an improvement from a regression', () => {
    expect(matrixOf(changedNights(30, 8, 1.08, END))[B200]!.at(-1)).toBe('improved');
  });

  it('leaves out what was before the first night, and says what did not run after it', () => {
    const nights = changedNights(30, 0, 1, END);
    const late = nights.map((document, at) => (at < 5 || at === 20 ? without(document, '8-gpu-b200') : document));
    const values = matrixOf(late)[B200]!;
    expect(values.slice(0, 6)).toEqual([null, null, null, null, null, 'ok']);
    expect(values[20]).toBe('not run');
  });

  it('has no column for what was not there in any night of the window', () => {
    const OLD = 'zai-org/GLM-4.5 8-gpu-b200';
    const ended = changedNights(90, 0, 1, END).map((document, at): Document => {
      const old = document.results
        .filter(({ gpu_config }) => gpu_config === '8-gpu-b200')
        .map((result) => ({ ...result, model: 'zai-org/GLM-4.5' }));
      return at < 30 ? { ...document, results: [...document.results, ...old] } : document;
    });
    expect(matrixOf(ended)[OLD]!.slice(29, 31)).toEqual(['ok', null]);
    expect(Object.keys(matrixOf(ended, {}, 20))).not.toContain(OLD);
    // Grafana needs a row to say that there are no data.
    expect(matrixOf(ended, {}, -0.5)).toMatchObject({ time: [], [OLD]: [] });
  });

  it('says nothing of the time in which no night came for longer than is usual', () => {
    const nights = changedNights(30, 0, 1, END);
    const ended = matrixOf(nights.slice(0, 20));
    expect(ended[B200]).toEqual([...Array<string>(20).fill('ok'), null]);
    const [last, late] = ended.time!.slice(-2) as [number, number];
    expect(late - last).toBe(36 * 3_600_000);
    const paused = matrixOf([...nights.slice(0, 10), ...nights.slice(14)]);
    expect(paused[B200]!.flatMap((state, at) => (state === null ? [at] : []))).toEqual([10]);
    expect(matrixOf(nights)[B200]).not.toContain(null);
  });

  it('shows the nights of the window and the models that the query selects', () => {
    const shown = matrixOf(changedNights(30, 8, 0.92, END), { filter: { gpuConfig: ['8-gpu-b200'] } }, 10);
    expect(Object.keys(shown)).toEqual(['time', B200]);
    expect(shown.time).toHaveLength(11);
  });
});
