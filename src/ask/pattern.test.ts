import { isPattern, matchesPattern } from './pattern';

describe('isPattern', () => {
  it.each([
    ['TP8.*', true],
    ['(.|[^x])*!', true],
    ['(', false],
    ['a{3', true],
    ['*a', false],
    ['(?=a)', false],
  ])('of %s is %j', (text, expected) => {
    expect(isPattern(text)).toBe(expected);
  });
});

describe('matchesPattern', () => {
  it('wants the whole value, and gives the same each time', () => {
    const matches = matchesPattern('TP8.*|EP');
    for (let asked = 0; asked < 2; asked++) {
      expect(['TP8', 'TP8+MTP', 'EP', 'EP8', 'xTP8', ''].map(matches)).toEqual([true, true, true, false, false, false]);
    }
  });

  it('matches nothing but itself by a text that is no pattern', () => {
    expect(['(', ''].map(matchesPattern('('))).toEqual([true, false]);
  });

  it('takes a time that grows with the value alone, whatever the pattern', () => {
    expect(matchesPattern('(.|[^x])*!')('a'.repeat(20_000))).toBe(false);
    expect(matchesPattern('.*.*.*.*.*.*.*.*.*.*x')('a'.repeat(2000))).toBe(false);
  });

  it('matches the value that is written out, whatever its signs mean in a pattern', () => {
    expect(['TP8+MTP', 'TP88MTP', 'TP8'].map(matchesPattern('TP8+MTP'))).toEqual([true, true, false]);
    expect(['model (beta', 'model'].map(matchesPattern('model (beta'))).toEqual([true, false]);
  });
});
