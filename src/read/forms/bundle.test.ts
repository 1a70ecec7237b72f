import { bundleOf, documentsOf, nameOfTry, tryOf } from './bundle';

describe('bundleOf', () => {
  it('leaves a document alone as it is, whatever it is', () => {
    const document = { run_id: '1', results: [] };
    expect(bundleOf([['a.json', document]])).toBe(document);
    expect(bundleOf([['a.json', 'text']])).toBe('text');
  });

  it('says of the run what the first document says that knows it', () => {
    const first = { run_id: '', commit_sha: 'abc', conc: 1 };
    const second = { run_id: '7', commit_sha: 'other', branch: 'main' };
    expect(
      bundleOf([
        ['a.json', first],
        ['b.json', second],
      ])
    ).toEqual({ run_id: '7', commit_sha: 'abc', branch: 'main', documents: { 'a.json': first, 'b.json': second } });
  });

  it('keeps parts that are no documents, which say nothing of the run', () => {
    const parts = { 'a.json': null, 'b.json': 'text', 'c.json': [1], 'd.json': { run_id: '7' } };
    expect(bundleOf(Object.entries(parts))).toEqual({ run_id: '7', documents: parts });
  });
});

describe('documentsOf', () => {
  it('gives the documents of a bundle, and nothing of a document that has results of its own', () => {
    expect(documentsOf({ documents: { 'a.json': {} } })).toEqual({ 'a.json': {} });
    expect(documentsOf({ documents: { 'a.json': {} }, results: [] })).toBeUndefined();
    expect(documentsOf({ documents: [1] })).toBeUndefined();
    expect(documentsOf({ results: [] })).toBeUndefined();
    expect(documentsOf({})).toBeUndefined();
  });
});

describe('a list alone', () => {
  it('is held by a document that has its name', () => {
    expect(bundleOf([['agg_bmk.json', [1]]])).toEqual({ documents: { 'agg_bmk.json': [1] } });
  });
});

describe('the name of a try', () => {
  it("is the file's own for the last, and says how many lie after it", () => {
    expect([nameOfTry('a.json'), nameOfTry('a.json', 2)]).toEqual(['a.json', 'earlier-2/a.json']);
    expect(tryOf('earlier-2/a.json')).toEqual({ earlier: 2, file: 'a.json' });
    expect(tryOf('earlier/a.json')).toEqual({ earlier: 0, file: 'earlier/a.json' });
  });
});
