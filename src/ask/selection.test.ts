import { nightDocument } from '../../tests/support/builders';
import { readNight } from '../read/forms/readNight';
import { ATTRIBUTE_IDS } from '../catalogue/attributes';
import { type Matcher } from './selector';
import { buildNightTable } from '../table/nightTable';
import { select } from './selection';
import { values } from './values';

const TABLE = buildNightTable([readNight({ document: nightDocument(1, '2026-03-01') }).night!]);
const ALL = { from: -Infinity, to: Infinity, filter: {}, matchers: [] };

function selectedModels(...matchers: Matcher[]): string[] {
  const selected = select(TABLE, { ...ALL, matchers });
  return [...new Set(selected.series.map(({ series }) => series.labels.model!))];
}

describe('select', () => {
  it.each<[Matcher['operator'], string[], string[]]>([
    ['=', ['zai-org/GLM-4.6'], ['zai-org/GLM-4.6']],
    ['!=', ['zai-org/GLM-4.6'], ['deepseek-ai/DeepSeek-V3.2']],
    ['=~', ['zai.*'], ['zai-org/GLM-4.6']],
    ['=~', ['zai'], []],
    ['!~', ['zai.*'], ['deepseek-ai/DeepSeek-V3.2']],
    ['=|', ['zai-org/GLM-4.6', 'x'], ['zai-org/GLM-4.6']],
    ['!=|', ['zai-org/GLM-4.6', 'x'], ['deepseek-ai/DeepSeek-V3.2']],
    ['=~', ['(broken'], []],
  ])('holds to the operator %s with %j', (operator, given, expected) => {
    expect(selectedModels({ attribute: 'model', operator, values: given })).toEqual(expected);
  });

  it.each(['4096_512', '4096/512', '4096 / 512', '4096x512'])('takes lengths written as %s', (text) => {
    expect(select(TABLE, { ...ALL, filter: { ioLength: [text] } }).series).toHaveLength(6);
  });

  it('takes an empty list as all', () => {
    expect(select(TABLE, { ...ALL, filter: { model: [] } }).series).toHaveLength(6);
  });
});

describe('values', () => {
  it('offers what exists under the other filters, and alternatives to its own', () => {
    const selection = { ...ALL, filter: { model: ['zai-org/GLM-4.6'], variant: ['TP8'] } };
    expect(values(TABLE, selection).variant).toEqual(['default']);
  });

  it('sorts numbers as numbers', () => {
    const document = nightDocument(1, '2026-03-01');
    const [first] = document.results;
    const benchmarks = [64, 8, 1, 16].map((batch_size) => ({ ...first!.benchmarks[0], batch_size }));
    const table = buildNightTable([
      readNight({ document: { ...document, results: [{ ...first, benchmarks, benchmarks_by_io_len: {} }] } }).night!,
    ]);
    expect(values(table, ALL).batchSize).toEqual(['1', '8', '16', '64']);
  });

  it('lists only what has values in the window', () => {
    expect(values(TABLE, { ...ALL, from: Date.UTC(2027, 0, 1) }).model).toEqual([]);
    expect(values(TABLE, ALL).branch).toEqual(['main']);
  });

  it('lists all attributes at once, or those that are asked for', () => {
    expect(Object.keys(values(TABLE, ALL))).toEqual(ATTRIBUTE_IDS);
    expect(values(TABLE, ALL, ['branch'])).toEqual({ branch: ['main'] });
  });
});
