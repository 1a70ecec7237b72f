import { isAlternation, isOutlyingAgain } from './alternation';

/** Levels by their letters, each as many nights as it stands there, with a small wiggle. */
function series(stays: string): Float64Array {
  return Float64Array.from(
    [...stays],
    (letter, at) => (letter === 'b' ? 1 : letter === 'o' ? 3 : 0) + 0.01 * Math.sin(at)
  );
}

const SCALE = 0.02;
const changePoint = (onset: number) => ({ onset, before: 0, after: 1 });
const alternates = (stays: string, onset: number, visits?: number) =>
  isAlternation(series(stays), changePoint(onset), stays.length, SCALE, visits);

describe('isAlternation', () => {
  const turns = 'aaaabbaaabbbaaaabbaaabbaaa';

  it('takes another visit of a state for none', () => {
    expect(alternates(`${turns}bbb`, turns.length)).toBe(true);
  });

  it('takes a state that stays for a change, though it was visited before', () => {
    expect(alternates(`${turns}${'b'.repeat(40)}`, turns.length)).toBe(false);
  });

  it('needs visits before: the first change point to a level is a change', () => {
    const quiet = 'a'.repeat(30);
    expect(alternates(`${quiet}bbbbb`, quiet.length)).toBe(false);
    expect(alternates(`aaabbaaa${quiet}bbb`, 8 + quiet.length)).toBe(false);
  });

  it('looks for two states only where they are far apart', () => {
    expect(isAlternation(series(`${turns}bbb`), changePoint(turns.length), turns.length + 3, 0.5)).toBe(false);
  });

  it('is the same for a change point down', () => {
    const down = turns.replace(/[ab]/g, (letter) => (letter === 'a' ? 'b' : 'a'));
    const turn = { onset: down.length, before: 1, after: 0 };
    expect(isAlternation(series(`${down}aaa`), turn, down.length + 3, SCALE)).toBe(true);
    expect(isAlternation(series(`${down}${'a'.repeat(40)}`), turn, down.length + 40, SCALE)).toBe(false);
  });
});

describe('isOutlyingAgain', () => {
  const outlying = 'aaaboaaabaaaabaaabaaaabaaabaa'.replace(/o/g, 'a');

  it('doubts a short change point where outliers are usual, and not where they are not', () => {
    const doubted = (before: string, after: string) =>
      isOutlyingAgain(series(before + after), changePoint(before.length), before.length + after.length);
    expect(doubted(outlying, 'b')).toBe(true);
    expect(doubted(outlying, 'b'.repeat(10))).toBe(false);
    expect(doubted('a'.repeat(29), 'b')).toBe(false);
  });

  it('counts what is off the other way, and half as far', () => {
    const x = new Float64Array(41);
    [3, 11, 17, 26].forEach((at, place) => (x[at] = place % 2 ? 0.06 : -0.06));
    x[39] = 0.1;
    x[40] = 0.1;
    const turn = { onset: 39, before: 0, after: 0.1 };
    // Four of 39 nights, twice in a row: 0.0105. Three times in a row: 0.0011, and four times 0.0001.
    expect(isOutlyingAgain(x, turn, 41)).toBe(true);
    expect(isOutlyingAgain(Float64Array.from([...x, 0.1]), turn, 42)).toBe(true);
    expect(isOutlyingAgain(Float64Array.from([...x, 0.1, 0.1]), turn, 43)).toBe(false);
    x.fill(0.04, 3, 4);
    x.fill(0, 11, 27);
    // One that is not far off any more, and none.
    expect(isOutlyingAgain(x, turn, 41)).toBe(false);
    // A stay of four nights is a level, and no outlier.
    x.fill(0.1, 10, 14);
    expect(isOutlyingAgain(x, turn, 41)).toBe(false);
    x.fill(0, 13, 14);
    expect(isOutlyingAgain(x, turn, 41)).toBe(true);
  });

  it('has nothing to say of a change point that is old, or that ended', () => {
    const long = `${outlying}${'b'.repeat(20)}`;
    expect(isOutlyingAgain(series(long), changePoint(outlying.length), long.length)).toBe(false);
    expect(isOutlyingAgain(series(`${outlying}ba`), changePoint(outlying.length), outlying.length + 1)).toBe(false);
  });
});
