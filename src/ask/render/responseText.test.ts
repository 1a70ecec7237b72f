import { responseText } from './responseText';

const frame = (values: ReadonlyArray<readonly unknown[]>) => ({
  schema: { name: 'a "b"', refId: 'A', meta: { type: 'table' }, fields: [] },
  data: { values },
});

describe('responseText', () => {
  it.each([
    ['nothing', { results: {} }],
    ['a query without frames', { results: { A: { frames: [], notices: [] } } }],
    [
      'several queries, with what comes besides',
      {
        results: {
          A: {
            frames: [
              frame([
                [1, null],
                ['x', '"'],
              ]),
              frame([]),
            ],
            notices: [{ severity: 'info' as const, text: 'é' }],
          },
          'B "2"': { frames: [frame([[0.5]])], notices: [] },
        },
        progress: { done: 1, total: 2 },
      },
    ],
  ])('is what JSON.stringify makes of %s', (_, response) => {
    expect([...responseText(response)].join('')).toBe(JSON.stringify(response));
  });

  it('writes a column that frames share once', () => {
    const shared = [1, 2, 3];
    const stringify = jest.spyOn(JSON, 'stringify');
    const text = [
      ...responseText({ results: { A: { frames: [frame([shared]), frame([shared])], notices: [] } } }),
    ].join('');
    expect(stringify.mock.calls.filter(([value]) => value === shared)).toHaveLength(1);
    stringify.mockRestore();
    expect(JSON.parse(text)).toMatchObject({
      results: { A: { frames: [{ data: { values: [shared] } }, { data: { values: [shared] } }] } },
    });
  });
});
