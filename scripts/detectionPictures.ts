import { chart, HEIGHT, WIDTH } from '../src/hosts/node/html/chart';
import { escape } from '../src/hosts/node/html/escape';
import { STYLE } from '../src/hosts/node/html/style';
import {
  buildNightTable,
  Detection,
  makeSeries,
  MS_PER_DAY,
  nightQuerySchema,
  type NightTable,
  queryResponse,
  rowsOfFrame,
  type SavedQuery,
} from '../src/core';
import { randomNumbers } from '../tests/support/randomNumbers';
import * as v from 'valibot';

const NIGHTS = 60;
const END = Date.UTC(2026, 9, 31, 6);
const NORMAL = 0.008;

/** What a night's value is a multiple of, by the night and a random number of a normal distribution. */
type Course = (night: number, noise: number) => number;

interface Kind {
  readonly title: string;
  readonly course: Course;
  /** How many models do so on the same nights; the first is drawn. */
  readonly models?: number;
  /** How the nights from one on were measured, where that changed. */
  readonly methodology?: (night: number) => string;
}

/** Nights on which the second host took its turn. */
const HOST_B: ReadonlySet<number> = new Set([
  5, 6, 7, 8, 9, 10, 11, 22, 23, 24, 25, 26, 27, 28, 29, 51, 52, 53, 54, 55, 56, 57, 58, 59,
]);

/** The kinds of courses that docs/detection.md shows, by the names of their files: invented, and looked at like any night. */
const KINDS: Readonly<Record<string, Kind>> = {
  step: { title: 'A regression', course: (night, noise) => (night >= 42 ? 0.94 : 1) * (1 + NORMAL * noise) },
  outliers: {
    title: 'Outliers',
    course: (night, noise) => (night % 9 === 4 ? 0.87 : 1) * (1 + NORMAL * noise),
  },
  drift: {
    title: 'A drift',
    course: (night, noise) => (1 - 0.0025 * Math.max(0, night - 15)) * (1 + NORMAL * noise),
  },
  hosts: {
    title: 'Two hosts',
    models: 6,
    course: (night, noise) => (HOST_B.has(night) ? 0.92 : 1) * (1 + 1.2 * NORMAL * noise),
  },
  quantised: { title: 'Rounded values', course: (night, noise) => Math.round((1 + 0.006 * noise) * 50) / 50 },
  methodology: {
    title: 'Measured in another way',
    course: (night, noise) => (night >= 38 ? 0.8 : 1) * (1 + NORMAL * noise),
    methodology: (night) => (night >= 38 ? 'with warm-up' : 'cold'),
  },
};

/** Returns the pictures of docs/img by their names: each is what a trend shows of invented nights, and what is said of them. */
export function detectionPictures(): ReadonlyMap<string, string> {
  return new Map(Object.entries(KINDS).map(([name, kind]) => [`detection-${name}.svg`, picture(kind)]));
}

const FIRST = { model: ['org/model-1'] };

function picture(kind: Kind): string {
  const table = nightsOf(kind);
  const found = new Detection().changesNow(table, { now: END });
  const ask = (query: SavedQuery) => {
    const queries = [v.parse(nightQuerySchema, query)];
    const context = { now: END, findings: found, repositoryUrl: '', notices: [], sourceFails: false };
    const { results } = queryResponse(table, { from: 0, to: END, queries }, context);
    return results[queries[0]!.refId]!.frames;
  };
  const frames = ask({ metrics: ['output_throughput'], levels: true, legend: '{{short_model}}', filter: FIRST });
  const said = ask({ kind: 'changes', filter: FIRST, states: ['regressed', 'drift', 'alternates', 'ended'] }).flatMap(
    rowsOfFrame
  );
  const states = ask({ kind: 'changes', view: 'series', metrics: ['output_throughput'], filter: FIRST }).flatMap(
    rowsOfFrame
  );
  const words = said.length > 0 ? said.map(wordsOf) : [`no change (${states.map(({ state }) => state).join(', ')})`];
  return standalone(
    frames.map((frame) => chart(frame, kind.title)),
    `${kind.title}: ${words.join('; ')}`
  );
}

function wordsOf({ state, change, note }: Readonly<Record<string, unknown>>): string {
  const percent = typeof change === 'number' ? `, ${change > 0 ? '+' : ''}${change.toFixed(1)} %` : '';
  return `${String(state)}${percent}${note ? ` (${String(note)})` : ''}`;
}

function nightsOf({ course, methodology, models = 1 }: Kind): NightTable {
  const random = normalNumbers(7);
  return buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => {
      const time = END - (NIGHTS - 1 - night) * MS_PER_DAY;
      return {
        run: {
          id: `${night + 1}`,
          attempt: 1,
          time,
          commit: `${night + 1}`.padStart(40, 'c'),
          branch: 'main',
          event: 'schedule',
          conclusion: 'success',
        },
        rows: Array.from({ length: models }, (__, model) => ({
          series: makeSeries({
            gpu_config: '8-gpu-h200',
            model: `org/model-${model + 1}`,
            variant: 'TP8',
            ...(methodology && { methodology: methodology(night) }),
          }),
          values: { output_throughput: 1000 * course(night, random()) },
        })),
        issues: [],
      };
    })
  );
}

/** Sums of twelve equal numbers less six are near a normal distribution; the same seed gives the same ones. */
function normalNumbers(seed: number): () => number {
  const equal = randomNumbers(seed);
  return () => Array.from({ length: 12 }, equal).reduce((sum, one) => sum + one, -6);
}

const ABOVE = 24;
const LINE = 17;

/** A picture of its own has its own words and colours, for a light and a dark page; charts stand above each other. */
function standalone(charts: readonly string[], label: string): string {
  const styles = STYLE.split('\n').filter((line) => /^(:root|@media \(prefers|\.night \{|\.band)/.test(line));
  const lines = (label.match(/.{1,85}(?: |$)/g) ?? []).map((line) => line.trim());
  const above = ABOVE + (lines.length - 1) * LINE;
  const height = above + charts.length * HEIGHT;
  const inside = charts.map((figure, at) => {
    const [, drawn = ''] = /<svg[^>]*>(.*)<\/svg>/s.exec(figure) ?? [];
    return `<g transform="translate(0 ${above + at * HEIGHT})">${drawn}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${escape(label)}">`,
    `<style>${styles.join(' ')} text { font-family: system-ui, sans-serif; } .label { fill: var(--text); font-size: 13px; }</style>`,
    ...lines.map((line, at) => `<text class="label" x="8" y="${16 + at * LINE}">${escape(line)}</text>`),
    ...inside,
    '</svg>\n',
  ].join('\n');
}
