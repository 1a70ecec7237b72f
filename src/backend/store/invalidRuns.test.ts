import { ALL, force, stage, withResults } from '../../../tests/support/storeInTests';
import { readInvalidRuns, writeInvalidRuns } from './invalidRuns';
import { parseInvalidRuns } from './parseInvalidRuns';

describe('parseInvalidRuns', () => {
  it('reads a list with reasons, and numbers alone', () => {
    const text = '- run: 21338741812\n  reason: A staging image.\n- run: "99999999999999999999"\n';
    expect([...parseInvalidRuns(text, 'invalid')]).toEqual([
      ['21338741812', 'A staging image.'],
      ['99999999999999999999', 'no reason was given'],
    ]);
    expect([...parseInvalidRuns(' 1, 2\n3 ', 'invalid').keys()]).toEqual(['1', '2', '3']);
    expect(parseInvalidRuns('', 'invalid').size).toBe(0);
  });

  it('keeps every digit of a number that is larger than one can hold', () => {
    expect([...parseInvalidRuns('- run: 12345678901234567891', 'invalid').keys()]).toEqual(['12345678901234567891']);
  });

  it.each([
    ['run: 1', 'invalid: text: Expected a list'],
    ['- run: main', "invalid: 0.run: Expected a run's number"],
    ['- reason: x', 'invalid: 0.run'],
    ['- {', 'invalid: '],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => parseInvalidRuns(text, 'invalid')).toThrow(message);
  });
});

describe("the archive's own list", () => {
  const read = (text: string) => readInvalidRuns({ path: '/archive', read: () => Promise.resolve(text) });

  it.each([
    ['{', 'READ /archive/invalid-runs.json'],
    ['{}', 'The list of invalid runs is wrong: text: Expected a list'],
  ])('says that %s is none', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('runs that were taken out', () => {
  const runs = [withResults('1'), withResults('2', 1, 1.1), withResults('3', 1, 1.2)];

  async function opened() {
    const { open, files, asked } = stage([...runs]);
    const store = open();
    await store.open(() => undefined);
    const folder = {
      write: async (name: string, text: string | AsyncIterable<string>) => void files.set(name, String(text)),
    };
    return { store, asked, folder };
  }

  it('keep their place and say why, and come back when the list changes', async () => {
    const { store, folder } = await opened();
    await store.load(ALL);
    const results = () => store.table.runs.map(({ absence, benchmarks }) => absence?.message ?? benchmarks);
    expect(results().every((one) => typeof one === 'number' && one > 0)).toBe(true);
    await writeInvalidRuns(folder, new Map([['2', 'a staging image']]));
    await store.load(ALL, force);
    expect(results()[1]).toBe('taken out: a staging image');
    expect(results().filter((one) => typeof one === 'number')).toHaveLength(2);
    expect(store.table.series.every(({ runs: measured }) => !measured.includes(1))).toBe(true);
    await writeInvalidRuns(folder, new Map());
    await store.load(ALL, force);
    expect(results()[1]).toBeGreaterThan(0);
  });

  it('are not asked for again', async () => {
    const { store, folder, asked } = await opened();
    await store.load(ALL);
    await writeInvalidRuns(folder, new Map([['2', 'x']]));
    const before = asked.length;
    await store.load(ALL, force);
    expect(asked.slice(before)).not.toContain('2');
  });
});
