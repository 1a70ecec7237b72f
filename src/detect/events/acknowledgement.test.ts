import { acknowledgementOf, activeAcknowledgements } from './acknowledgement';

const EVENT = {
  id: 'abc',
  labels: { model: 'deepseek-ai/DeepSeek-V3.2', variant: 'TP8+MTP', metric: 'output_throughput' },
};

function holds(labels: Readonly<Record<string, string>> | undefined): boolean {
  return acknowledgementOf(EVENT, [{ labels, reason: 'known' }]) !== undefined;
}

describe('acknowledgementOf', () => {
  it.each([
    ['TP8+MTP', true],
    ['TP8', false],
    ['TP8+MTP+', false],
    ['*', true],
    ['TP8*', true],
    ['TP8+MTP*', true],
    ['P8*', false],
    ['*MTP', true],
    ['*MT', false],
    ['*TP8', false],
    ['T*P', true],
    ['TP8+*8+MTP', false],
    ['TP8*+MTP', true],
    ['*8*', true],
    ['*T*T*', true],
    ['*T*T*T*', false],
    ['*+MTP*MTP', false],
    ['*8+*P', true],
    ['*9*', false],
    ['**', true],
    ['', false],
  ])('holds %j against TP8+MTP: %j', (variant, expected) => {
    expect(holds({ variant })).toBe(expected);
  });

  it('wants each of its labels to fit, and at least one', () => {
    expect(holds({ variant: 'TP8*', metric: 'output_throughput' })).toBe(true);
    expect(holds({ variant: 'TP8*', metric: 'latency_ms' })).toBe(false);
    expect(holds({ gpu_config: '8-gpu-h200' })).toBe(false);
    expect(holds({ gpu_config: '*' })).toBe(true);
    expect(holds({})).toBe(false);
    expect(holds(undefined)).toBe(false);
  });

  it('goes by the id alone where there is one, and is the first that fits', () => {
    const all = [
      { id: 'other', labels: { variant: '*' }, reason: 'not this' },
      { id: 'abc', labels: { variant: 'none' }, reason: 'this' },
      { labels: { variant: '*' }, reason: 'too late' },
    ];
    expect(acknowledgementOf(EVENT, all)?.reason).toBe('this');
    expect(acknowledgementOf(EVENT, [])).toBeUndefined();
  });
});

describe('activeAcknowledgements', () => {
  it('leaves out those that have ended, at their very end too', () => {
    const all = [undefined, 99, 100, 101].map((until) => ({ id: 'abc', reason: `${until}`, until }));
    expect(activeAcknowledgements(all, 100).map(({ reason }) => reason)).toEqual(['undefined', '101']);
  });
});
