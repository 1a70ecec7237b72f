import { expectGolden, fixtureNight } from '../../tests/support/golden';
import { noiseAt } from '../../tests/support/subjects';
import { detectChangePoints } from '../detect/levels/detectChangePoints';
import { DETECTOR_PRESETS } from '../detect/levels/detectorOptions';
import { DETECTION_FORMAT, READING_FORMAT } from './formats';
import { readNight } from '../read/forms/readNight';
import { type WorkflowRun } from './run';

const RUN: WorkflowRun = {
  id: '37942261386',
  attempt: 1,
  createdAt: '2026-10-09T06:00:00Z',
  commit: 'c0ffee1',
  branch: 'main',
  event: 'schedule',
  conclusion: 'success',
};

/** What a document becomes, for people to read: its rows with all that they have, and what was wrong with it. */
function read(name: string): string {
  const { rows, issues } = readNight({ document: fixtureNight(name), workflowRun: RUN }).night!;
  const round = (values: object = {}) =>
    Object.entries(values)
      .map(([metric, value]) => `${metric} ${Number((value as number).toPrecision(6))}`)
      .join(', ');
  return [
    `format ${READING_FORMAT}`,
    ...rows.flatMap(({ series, values, errors, failure }) => [
      Object.entries(series.labels)
        .map(([label, value]) => `${label}=${value}`)
        .join(' '),
      `  ${failure ?? round(values)}`,
      ...(errors ? [`  exact to ${round(errors)}`] : []),
    ]),
    ...issues.map(({ kind, path, received }) => `! ${kind} ${path}: ${received}`),
  ].join('\n');
}

/** Nights with a step, with outliers and with two hosts, in noise of 1 %. */
const HISTORIES: Readonly<Record<string, (night: number) => number>> = {
  quiet: () => 100,
  step: (night) => (night < 60 ? 100 : 92),
  outliers: (night) => (night % 9 === 4 ? 80 : 100),
  hosts: (night) => (night % 7 < 3 ? 100 : 110),
  young: (night) => (night < 87 ? 100 : 96),
};

function found(name: string): string[] {
  const values = Array.from({ length: 90 }, (_, night) => HISTORIES[name]!(night) * Math.exp(0.01 * noiseAt(7, night)));
  const { noise, changePoints } = detectChangePoints(values, DETECTOR_PRESETS.normal)!;
  return [
    `${name}: noise ${noise.scale.toFixed(4)}`,
    ...changePoints.map(({ onset, range, before, after, z }) => {
      const levels = `${Math.exp(before).toFixed(2)} to ${Math.exp(after).toFixed(2)}`;
      return `  night ${onset} (${range.join(' to ')}): ${levels}, z ${z.toFixed(2)}`;
    }),
  ];
}

// Where one of these golden files changes, what was kept before means something else: raise its format too.
describe('the formats of what is kept', () => {
  it.each(['flat-only', 'recent-with-diffusion', 'comparison', 'per-machine', 'multi-node'])(
    'reads the same rows of %s while its number is the same',
    (name) => expectGolden(`reading-${name}`, read(name))
  );

  it('finds the same levels while its number is the same', () => {
    expectGolden('detection', [`format ${DETECTION_FORMAT}`, ...Object.keys(HISTORIES).flatMap(found)].join('\n'));
  });
});
