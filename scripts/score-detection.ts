/**
 * Answers a file of series with known changes in the form that a scorer of detectors reads:
 * `npm run score:detection -- SERIES.json ANSWERS.json`. Replays each series night by night from its 11th observed
 * night on, and tells each event once; then looks at the whole series at once.
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { DETECTOR_PRESETS, detectChangePoints, isNews, type LocatedChangePoint, matchChangePoints } from '../src/core';

const [input, output] = process.argv.slice(2);
if (!input || !output) {
  process.stderr.write('usage: npm run score:detection -- SERIES.json ANSWERS.json\n');
  process.exit(2);
}

interface Series {
  readonly id: string;
  readonly values: ReadonlyArray<number | null>;
}

const FIRST_NIGHT = 10;
const OPTIONS = DETECTOR_PRESETS.normal;

function answer({ id, values }: Series) {
  const observed = values.filter((value): value is number => value !== null);
  const events: Array<LocatedChangePoint & { readonly night: number }> = [];
  for (let night = FIRST_NIGHT; night < observed.length; night++) {
    const changePoints = detectChangePoints(observed.slice(0, night + 1), OPTIONS)?.changePoints ?? [];
    const known = matchChangePoints(changePoints, events);
    events.push(
      ...changePoints
        .filter((one) => !known.has(one) && isNews(one, night + 1, changePoints))
        .map((one) => ({ ...one, night }))
    );
  }
  const whole = detectChangePoints(observed, { ...OPTIONS, window: observed.length })?.changePoints ?? [];
  return {
    id,
    ev: events.map((event) => [event.night, event.onset, direction(event)]),
    fin: whole.map((one) => [one.onset, direction(one)]),
  };
}

function direction({ before, after }: LocatedChangePoint): number {
  return Math.sign(after - before);
}

const series = JSON.parse(readFileSync(input, 'utf8')) as Series[];
const started = performance.now();
writeFileSync(output, JSON.stringify({ series: series.map(answer) }));
process.stderr.write(`${series.length} series in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
