import { buildNightTable } from '../table/nightTable';
import { readNight } from '../read/forms/readNight';
import { noiseAt } from '../../tests/support/subjects';
import { Detection } from './detection';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);
const SPREAD_OF_QUIET_NIGHTS = 0.004;

/** A night of the diffusion suites in which a case was measured three times. */
function nightOf(night: number, latency: number, spread: number) {
  const id = String(1000 + night);
  const samples = [latency * (1 - spread), latency, latency * (1 + spread)];
  return readNight({
    document: {
      timestamp: new Date(START + night * DAY).toISOString(),
      commit_sha: id.padStart(40, '0'),
      run_id: id,
      results: [
        {
          case_id: 'flux1_dev_t2i_1024',
          framework: 'sglang',
          model: 'black-forest-labs/FLUX.1-dev',
          latency_s: latency,
          latency_samples_s: samples,
          error: null,
        },
      ],
    },
  }).night!;
}

/** Forty nights of about 4 s; in the last of them the median is 5 % longer, and its samples are so far apart. */
function regressions(slowNights: number, spread: number): number {
  const nights = Array.from({ length: 40 }, (_, night) => {
    const isSlow = night >= 40 - slowNights;
    const latency = 4 * (isSlow ? 1.05 : 1) * Math.exp(0.005 * noiseAt(5, night));
    return nightOf(night, latency, isSlow ? spread : SPREAD_OF_QUIET_NIGHTS);
  });
  const { events } = new Detection().changesNow(buildNightTable(nights));
  return events.filter(({ state }) => state === 'regressed').length;
}

describe('detection of what is measured several times a night', () => {
  it('reports a change where the measurements of the new nights agree', () => {
    expect(regressions(3, SPREAD_OF_QUIET_NIGHTS)).toBe(1);
  });

  it('waits where they disagree as much as the change is large, until enough nights say the same', () => {
    expect(regressions(3, 0.05)).toBe(0);
    expect(regressions(16, 0.05)).toBe(1);
  });

  it('takes no quiet run of luck for exact: noise is at least what the measurements of a night differ by', () => {
    const nights = (spread: number) =>
      buildNightTable(Array.from({ length: 24 }, (_, night) => nightOf(night, night < 20 ? 4 : 4.1, spread)));
    const count = (spread: number) =>
      new Detection().changesNow(nights(spread)).events.filter(({ state }) => state === 'regressed').length;
    expect(count(0.002)).toBe(1);
    expect(count(0.04)).toBe(0);
  });
});
