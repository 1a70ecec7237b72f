import { parse } from 'valibot';

import { Detection } from '../../detect/detection';
import { buildNightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { dataFrameJson } from '../render/dataFrameJson';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 9, 20);
const NIGHTS = 40;
const CHANGED = '11';

/** Six batch sizes on two GPU configurations, of which one lost 10 % on both. */
function tablesOf(query: SavedQuery) {
  const sizes = ['1', '2', '4', '8', CHANGED, '16'];
  const nights = buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => ({
      run: {
        id: `${night}`,
        attempt: 1,
        time: NOW - (NIGHTS - night) * DAY,
        commit: `${night + 10}`.repeat(20),
        branch: 'main',
        event: 'schedule',
        conclusion: 'success',
      },
      rows: ['h200', 'b200'].flatMap((gpu_config, gpu) =>
        sizes.map((batch_size, at) => {
          const factor = batch_size === CHANGED && night >= 25 ? 0.9 : 1;
          const wiggle = 1 + 0.004 * Math.sin(12.9 * night + 7 * at + gpu) * Math.cos(4.1 * night + at);
          const series = makeSeries({
            gpu_config,
            model: 'm',
            variant: 'TP8',
            batch_size,
            input_len: '1',
            output_len: '1',
          });
          return { series, values: { output_throughput: 1000 * factor * wiggle } };
        })
      ),
      issues: [],
    }))
  );
  const found = new Detection().changesNow(nights, { now: NOW });
  const options = {
    from: NOW - 99 * DAY,
    to: NOW,
    now: NOW,
    repositoryUrl: 'https://github.com/o/r',
    notices: [],
    findings: found,
  };
  return answer(nights, parse(nightQuerySchema, { kind: 'trend', metrics: ['output_throughput'], ...query }), options);
}

const valuesOf = (tables: ReturnType<typeof tablesOf>) =>
  tables.map((table) => table.columns.find(({ name }) => name === 'output_throughput')!);

describe('the trend of many lines', () => {
  it('shows all of them unless it is asked for eight', () => {
    expect(tablesOf({ kind: 'trend' })).toHaveLength(12);
  });

  it('shows the eight that changed most, in their order, and says how many there are', () => {
    const tables = tablesOf({ kind: 'trend', most: 'eight' });
    expect(tables).toHaveLength(8);
    expect(valuesOf(tables).filter(({ labels }) => labels?.batch_size === CHANGED)).toHaveLength(2);
    expect(tables.map(({ notices }) => notices.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(tables[0]!.notices[0]!.text).toMatch(/^12 lines match: these are the 8 that changed most\./);
  });

  it('says nothing where there are no more than eight', () => {
    const tables = tablesOf({ kind: 'trend', most: 'eight', filter: { gpuConfig: ['h200'] } });
    expect(tables.map(({ notices }) => notices.length)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the trend with levels', () => {
  const tables = tablesOf({ kind: 'trend', levels: true });

  it('leads from points to their runs, and from levels nowhere: no tooltip shows those', () => {
    const linked = tables[0]!.columns.filter(({ links }) => links !== undefined && links.length > 0);
    expect(linked.map(({ name }) => name)).toEqual(['output_throughput']);
  });

  it('gives lines that differ in their GPU configuration alone one hue and another dash', () => {
    const strokes = valuesOf(tables).map(({ labels, stroke }) => ({
      batch_size: '',
      gpu_config: '',
      ...labels,
      ...stroke,
    }));
    const hues = new Map(strokes.map(({ batch_size, hue }) => [batch_size, hue]));
    expect(new Set(hues.values()).size).toBe(6);
    strokes.forEach(({ batch_size, hue, gpu_config, dash }) => {
      expect(hue).toBe(hues.get(batch_size));
      expect(dash).toBe(strokes[0]!.gpu_config === gpu_config ? strokes[0]!.dash : 1 - strokes[0]!.dash!);
    });
  });

  it('asks for an axis of 5 % around the lines at least, in the unit and in %', () => {
    expect(valuesOf(tables)[0]!.axis).toEqual({ soft: [expect.closeTo(950, -1), expect.closeTo(1050, -1)] });
    expect(valuesOf(tablesOf({ kind: 'trend', levels: true, scale: 'relative' }))[0]!.axis).toEqual({
      soft: [expect.closeTo(-5, 0), expect.closeTo(5, 0)],
    });
  });

  it('draws values as points and the level as a line of their colour', () => {
    const [value, level] = dataFrameJson(tables[0]!).schema.fields.filter(({ type }) => type === 'number');
    expect(value!.config).toMatchObject({ custom: { drawStyle: 'points' } });
    expect(level!.config).toMatchObject({ color: value!.config.color, custom: { lineWidth: 2 } });
  });

  it('leaves lines alone where no level is asked for', () => {
    const [field] = dataFrameJson(tablesOf({ kind: 'trend' })[0]!).schema.fields.filter(
      ({ type }) => type === 'number'
    );
    expect(field!.config).not.toHaveProperty('color');
    expect(field!.config).not.toHaveProperty('custom');
  });
});
