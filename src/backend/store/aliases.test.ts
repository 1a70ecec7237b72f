import { parseAliases } from './aliases';

describe('parseAliases', () => {
  it('reads names below their labels', () => {
    const text = 'gpu_config:\n  2-gpu-runner: 2-gpu-large\n  2-gpu-h100: 2-gpu-large\nmodel:\n  a/b: c/d\n';
    expect(parseAliases(text, 'aliases')).toEqual({
      gpu_config: { '2-gpu-runner': '2-gpu-large', '2-gpu-h100': '2-gpu-large' },
      model: { 'a/b': 'c/d' },
    });
    expect(parseAliases('', 'aliases')).toEqual({});
  });

  it.each([
    ['gpu: { a: b }', 'Expected one of gpu_config, model'],
    ['gpu_config: a', 'gpu_config'],
    ['model: { a: 7 }', 'model.a: Expected a name in quotes'],
    ['- a', 'aliases'],
    ['model: { a', 'aliases: '],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseAliases(text, 'aliases')).toThrow(message);
  });
});
