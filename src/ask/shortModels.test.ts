import { shortModels } from './shortModels';

describe('shortModels', () => {
  it('names models without their organization where that is unique', () => {
    const short = shortModels(['zai-org/GLM-4.6', 'a/Same', 'b/Same', 'plain', undefined, 'zai-org/GLM-4.6', 'odd/']);
    expect(['zai-org/GLM-4.6', 'a/Same', 'b/Same', 'plain', 'odd/'].map(short)).toEqual([
      'GLM-4.6',
      'a/Same',
      'b/Same',
      'plain',
      'odd/',
    ]);
  });

  it('shortens a model that is not among them too, unless it would be taken for one of several', () => {
    const short = shortModels(['a/Same', 'b/Same']);
    expect(short('c/Other')).toBe('Other');
    expect(short('c/Same')).toBe('c/Same');
    expect(shortModels([])('c/Other')).toBe('Other');
  });
});
