import { textLines, wholeText } from './files';

describe('wholeText', () => {
  const lines = (count: number) =>
    textLines(
      'head',
      Array.from({ length: count }, (_, at) => at),
      String
    );

  it('puts the parts of a text together, and takes a text as it is', async () => {
    expect(await wholeText(lines(3))).toBe('head\n0\n1\n2\n');
    expect(await wholeText('as it is')).toBe('as it is');
  });

  it('lets the host do other things in between', async () => {
    let pauses = 0;
    const pause = () => Promise.resolve(void (pauses += 1));
    await wholeText(lines(300), pause);
    expect(pauses).toBe(4);
    await wholeText('as it is', pause);
    expect(pauses).toBe(4);
  });
});
