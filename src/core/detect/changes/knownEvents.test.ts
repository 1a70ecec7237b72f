import { type LocatedStep } from '../levels/detectSteps';
import { eventId, type KnownEvent, matchKnown } from './knownEvents';

const STEP: LocatedStep = { onset: 30, before: 7, after: 6.9, error: 0.01, z: 10, range: [30, 30] };

function known(onset: number, up = false, id = `at ${onset}`): KnownEvent {
  const rest = { series: 's', metric: 'output_throughput', told: '1', before: 1, after: 1 } as const;
  return { id, onset: `${onset}`, up, ...rest };
}

function match(...all: KnownEvent[]): string | undefined {
  return matchKnown(STEP, [STEP], all, (run) => (Number(run) < 0 ? undefined : Number(run)))?.id;
}

describe('matchKnown', () => {
  it.each([
    [24, undefined],
    [25, 'at 25'],
    [30, 'at 30'],
    [35, 'at 35'],
    [36, undefined],
  ])('takes an event that was known to begin with observation %d for %s', (onset, expected) => {
    expect(match(known(onset))).toBe(expected);
  });

  it('takes the nearest of several, and none of the other direction or of a run that is gone', () => {
    expect(match(known(27), known(31), known(34))).toBe('at 31');
    expect(match(known(34), known(28))).toBe('at 28');
    expect(match(known(30, true), known(34))).toBe('at 34');
    expect(match(known(30, true))).toBeUndefined();
    expect(matchKnown({ ...STEP, onset: 33 }, [STEP, { ...STEP, onset: 33 }], [known(30)], Number)).toBeUndefined();
    expect(match(known(-1))).toBeUndefined();
    expect(match()).toBeUndefined();
  });
});

describe('eventId', () => {
  it('differs with each of its parts, and is the same for the same', () => {
    const ids = [
      eventId('s', 'output_throughput', true, '1'),
      eventId('t', 'output_throughput', true, '1'),
      eventId('s', 'latency_ms', true, '1'),
      eventId('s', 'output_throughput', false, '1'),
      eventId('s', 'output_throughput', true, '2'),
    ];
    expect(new Set(ids).size).toBe(5);
    expect(eventId('s', 'output_throughput', true, '1')).toBe(ids[0]);
    expect(ids.every((id) => /^[0-9a-f]{12}$/.test(id))).toBe(true);
  });
});
