import { changeEvent } from '../../../tests/support/changeEvents';
import { changePoint, contextOf, type Found, foundIn, SERIES } from '../../../tests/support/foundChanges';
import { type ChangeEvent } from './changeEvent';
import { eventsOf } from './eventsOf';
import { seriesState } from './seriesState';

describe('seriesState', () => {
  const context = contextOf();
  const stateOf = (found: Found, lastFailed = -1) => {
    const one = foundIn(found);
    const measured = { ...one, observations: { ...one.observations, lastFailed } };
    return seriesState(measured, eventsOf(measured, context), context);
  };

  it.each<[string, Found, string]>([
    ['quiet', {}, 'ok'],
    ['with a fall', { changePoints: [changePoint(30, -10)] }, 'regressed'],
    ['with a gain', { changePoints: [changePoint(30, 10)] }, 'improved'],
    [
      'with a fall and a gain beyond it',
      { changePoints: [changePoint(30, -10), changePoint(50, 30, Math.log(0.9))] },
      'improved',
    ],
    [
      'with a fall that was undone',
      { changePoints: [changePoint(30, -10), changePoint(50, 100 / 9, Math.log(0.9))] },
      'recovered',
    ],
    [
      'with a fall, half of it undone',
      { changePoints: [changePoint(30, -10), changePoint(40, 5, Math.log(0.9))] },
      'partly recovered',
    ],
    [
      'recovered with the night 14 before the end',
      { changePoints: [changePoint(20, -10), changePoint(46, 100 / 9, Math.log(0.9))] },
      'recovered',
    ],
    ['recovered before that', { changePoints: [changePoint(20, -10), changePoint(45, 100 / 9, Math.log(0.9))] }, 'ok'],
    [
      'with a gain that was lost',
      { changePoints: [changePoint(20, 10), changePoint(55, -100 / 11, Math.log(1.1))] },
      'regressed',
    ],
    ['with a suspicion', { suspects: [changePoint(50, -10)] }, 'suspect'],
    [
      'with a gain and a suspicion',
      { changePoints: [changePoint(30, 10)], suspects: [changePoint(50, -10)] },
      'suspect',
    ],
    [
      'with a fall and a suspicion',
      { changePoints: [changePoint(30, -10)], suspects: [changePoint(50, -10)] },
      'regressed',
    ],
  ])('of a series %s is as its events say', (_, found, expected) => {
    expect(stateOf(found).state).toBe(expected);
  });

  it('says where the series stands, in its unit and in %', () => {
    const found = stateOf({});
    expect(found).toMatchObject({
      series: SERIES,
      metric: 'output_throughput',
      observations: 60,
      run: 59,
      drift: undefined,
    });
    expect(found.level).toBeCloseTo(100, 9);
    expect(found.noise).toBeCloseTo(100 * Math.expm1(foundIn({}).analysis.levels.noise.scale), 12);
  });

  it('calls failed what was last measured at 0, whatever was before', () => {
    expect(stateOf({ changePoints: [changePoint(30, -10)] }, 60).state).toBe('failed');
    expect(stateOf({}, 59).state).toBe('ok');
    expect(stateOf({}, 12).state).toBe('ok');
  });

  describe('of levels that came down in small steps', () => {
    const falling = [
      { from: 0, length: 30, level: Math.log(100) },
      { from: 30, length: 30, level: Math.log(92) },
    ];
    const rising = falling.map(({ level, ...rest }) => ({ ...rest, level: -level }));
    const said = (found: Found, events: readonly ChangeEvent[] = []) => seriesState(foundIn(found), events, context);
    const acknowledged = (onset: number) => changeEvent({ onset, acknowledgement: { reason: 'known' } });

    it('is drift where that is worse', () => {
      expect(said({ levels: falling })).toMatchObject({
        state: 'drift',
        drift: { percent: expect.closeTo(-8, 9), since: 30, sinceRun: 30 },
      });
      expect(said({ levels: rising })).toMatchObject({ state: 'ok', drift: undefined });
      expect(said({ levels: falling, metric: 'latency_ms' })).toMatchObject({ state: 'ok', drift: undefined });
      expect(said({ levels: rising, metric: 'latency_ms' })).toMatchObject({ state: 'drift' });
    });

    it('is what explains it instead: a change that is open, or hosts that take turns', () => {
      const regressed = changeEvent({ onset: 30 });
      expect(said({ levels: falling }, [regressed])).toMatchObject({ state: 'regressed', drift: undefined });
      const turns = changeEvent({ onset: 30, state: 'alternates' });
      expect(said({ levels: falling }, [turns])).toMatchObject({ state: 'ok', drift: undefined });
      const improved = changeEvent({ onset: 30, state: 'improved', better: true });
      expect(said({ levels: falling }, [improved, regressed])).toMatchObject({ state: 'regressed' });
      expect(said({ levels: falling }, [improved]).state).toBe('drift');
    });

    it('is looked for from the last acknowledged change on', () => {
      expect(said({ levels: falling }, [acknowledged(30)])).toMatchObject({ state: 'ok', drift: undefined });
      expect(said({ levels: falling }, [acknowledged(0)]).state).toBe('drift');
      expect(said({ levels: falling }, [acknowledged(0), acknowledged(30)]).state).toBe('ok');
      expect(said({ levels: falling }, [acknowledged(30), changeEvent({ onset: 0, state: 'withdrawn' })]).state).toBe(
        'ok'
      );
      // The night of that change may be one that is not there any more, after all others.
      const observed = { ...context.observed, nightOfRun: Int32Array.from({ length: 60 }, (_, run) => 3 * run) };
      const sparse = (onset: number) =>
        seriesState(foundIn({ levels: falling }), [acknowledged(onset)], { ...context, observed }).state;
      expect(sparse(10)).toBe('ok');
      expect(sparse(59)).toBe('drift');
    });
  });
});
