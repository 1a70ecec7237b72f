import fc from 'fast-check';

import { arrayElements } from './arrayElements';

async function elementsOf(parts: readonly string[], most = Infinity): Promise<string[]> {
  const found: string[] = [];
  const limit = (length: number) => {
    if (length > most) {
      throw new Error('too large');
    }
  };
  for await (const element of arrayElements(parts, limit)) {
    found.push(element.text);
  }
  return found;
}

describe('arrayElements', () => {
  it('gives what stands in any array, wherever its text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.constantFrom(undefined, 1),
        async (values, sizes, indent) => {
          const text = JSON.stringify(values, undefined, indent);
          const parts: string[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            parts.push(text.slice(at, at + size));
            at += size;
          }
          const elements = await elementsOf(parts);
          expect(elements.map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(text));
        }
      )
    );
  });

  it.each([
    [['[]'], []],
    [['\uFEFF \n[ ', ' ]\n'], []],
    [['{"a": ', '[1, 2]}'], ['{"a": [1, 2]}']],
    [
      ['["a\\', '"]", 2]'],
      ['"a\\"]"', ' 2'],
    ],
    [['[NaN, {"b": "[,{"}]'], ['NaN', ' {"b": "[,{"}']],
    [['[,]'], ['', '']],
    [[''], ['']],
  ])('gives of %j %j', async (parts, elements) => {
    expect(await elementsOf(parts)).toEqual(elements);
  });

  it.each([[['[1, 2']], [['["a]']], [['[{"a": [1]}', ', {"b":']], [['[1] x']], [['[1', '], [2]']]])(
    'throws at %j, which is no whole array',
    async (parts) => {
      await expect(elementsOf(parts)).rejects.toBeInstanceOf(SyntaxError);
    }
  );

  it('gives up an element as soon as it is too large, and what is no array', async () => {
    await expect(elementsOf(['[1, "12', '3456'], 6)).rejects.toThrow('too large');
    await expect(elementsOf(['{"a": 1', '23456'], 8)).rejects.toThrow('too large');
    expect(await elementsOf(['[123,456,', '789]'], 3)).toHaveLength(3);
  });
});
