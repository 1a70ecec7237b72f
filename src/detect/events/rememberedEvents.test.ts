import { type LocatedChangePoint } from '../levels/detectChangePoints';
import { eventId, type RememberedEvent, matchRemembered } from './rememberedEvents';

const STEP: LocatedChangePoint = { onset: 30, before: 7, after: 6.9, error: 0.01, z: 10, range: [30, 30] };

function remembered(onset: number, up = false, id = `at ${onset}`): RememberedEvent {
  const rest = { series: 's', metric: 'output_throughput', reported: '1', before: 1, after: 1 } as const;
  return { id, onset: `${onset}`, up, ...rest };
}

function match(...all: RememberedEvent[]): string | undefined {
  return matchRemembered(STEP, [STEP], all, (run) => (Number(run) < 0 ? undefined : Number(run)))?.id;
}

describe('matchRemembered', () => {
  it.each([
    [24, undefined],
    [25, 'at 25'],
    [30, 'at 30'],
    [35, 'at 35'],
    [36, undefined],
  ])('takes an event that was known to begin with observation %d for %s', (onset, expected) => {
    expect(match(remembered(onset))).toBe(expected);
  });

  it('takes the nearest of several, and none of the other direction or of a run that is gone', () => {
    expect(match(remembered(27), remembered(31), remembered(34))).toBe('at 31');
    expect(match(remembered(34), remembered(28))).toBe('at 28');
    expect(match(remembered(30, true), remembered(34))).toBe('at 34');
    expect(match(remembered(30, true))).toBeUndefined();
    expect(
      matchRemembered({ ...STEP, onset: 33 }, [STEP, { ...STEP, onset: 33 }], [remembered(30)], Number)
    ).toBeUndefined();
    expect(match(remembered(-1))).toBeUndefined();
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
