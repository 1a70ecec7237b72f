import { compareTexts } from './compareTexts';

describe('compareTexts', () => {
  it('orders numbers by size, punctuation first, letters without regard to case', () => {
    const ordered = [
      '1',
      '8',
      '16',
      '64',
      '1024_1024',
      '4096_512',
      'DP8',
      'GLM-4.6',
      'gpt-oss-120b',
      'TP8',
      'TP8,x',
      'TP8+MTP',
    ];
    expect([...ordered].reverse().sort(compareTexts)).toEqual(ordered);
  });

  it('orders as the collation of browsers does', () => {
    const texts = ['a', 'A', 'b', 'a_b', 'a-b', 'a b', 'a/b', '10', '9', 'a10', 'a9', '8-gpu-h200', '8-gpu-b200', ''];
    expect([...texts].sort(compareTexts)).toEqual([...texts].sort(new Intl.Collator('en', { numeric: true }).compare));
  });
});
