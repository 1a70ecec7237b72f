import { hashHex } from './hash';

describe('hashHex', () => {
  it('gives 200,000 similar texts as many ids of 12 digits', () => {
    const ids = new Set(
      Array.from({ length: 200_000 }, (_, index) => hashHex(`gpu_config=8-gpu-h200,bs=${index}`, 12))
    );
    expect(ids.size).toBe(200_000);
  });

  it('depends on the text alone, and gives as many digits as are asked for', () => {
    expect(hashHex('a text', 12)).toBe(hashHex('a text', 12));
    expect(hashHex('a text', 32)).toMatch(/^[0-9a-f]{32}$/);
    expect(hashHex('a text', 32).startsWith(hashHex('a text', 7))).toBe(true);
  });

  it('tells texts apart that differ in order or length alone', () => {
    expect(new Set(['ab', 'ba', 'a', 'aa', '', 'b'].map((text) => hashHex(text, 12))).size).toBe(6);
  });
});
