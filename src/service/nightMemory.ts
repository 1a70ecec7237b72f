import { CORE_VERSION, type Labels, makeSeries, METRICS, type Night } from '../core';
import { asSourceError } from '../sources/errors';
import { type Files } from './files';

const FILE = 'nights.json';

/** A night as it was read from the archive, and from which version of its files. */
export interface KeptNight {
  readonly night: Night;
  /** The last attempt that the archive has: it may have left no results. */
  readonly attempt: number;
  readonly version: string;
  /** Whether its document is not JSON as it came, or lacks a part of its identity. */
  readonly rewritten: boolean;
}

/** Rows are the series' place in `series`, then a value for each of `metrics`, null where there is none. */
interface Form {
  readonly version: string;
  readonly metrics: readonly string[];
  readonly series: readonly Labels[];
  readonly nights: ReadonlyArray<
    Omit<KeptNight, 'night'> &
      Pick<Night, 'run' | 'issues'> & { readonly rows: ReadonlyArray<readonly [number, ...Array<number | null>]> }
  >;
}

/** Keeps the archive's nights as rows, so that a restart does not check and flatten all documents again. */
export class NightMemory {
  constructor(private readonly files: Files) {}

  /** Returns what was kept by this version; nothing where it can't be read, for the archive has it. */
  async read(): Promise<KeptNight[]> {
    try {
      const form = JSON.parse((await this.files.read(FILE)) ?? 'null') as Form | null;
      return form?.version === CORE_VERSION ? nightsOf(form) : [];
    } catch {
      return [];
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(nights: readonly KeptNight[]): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files.write(FILE, `${JSON.stringify(formOf(nights))}\n`).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}

function formOf(kept: readonly KeptNight[]): Form {
  const places = new Map<string, number>();
  const series: Labels[] = [];
  const nights = kept.map(({ night: { run, issues, rows }, ...rest }) => ({
    ...rest,
    run,
    issues,
    rows: rows.map((row): [number, ...Array<number | null>] => {
      const place = places.get(row.series.id) ?? series.push(row.series.labels) - 1;
      places.set(row.series.id, place);
      return [place, ...METRICS.map(({ id }) => row.values[id] ?? null)];
    }),
  }));
  return { version: CORE_VERSION, metrics: METRICS.map(({ id }) => id), series, nights };
}

function nightsOf({ metrics, series: labels, nights }: Form): KeptNight[] {
  const series = labels.map(makeSeries);
  return nights.map(({ run, issues, rows, ...rest }) => ({
    ...rest,
    night: {
      run,
      issues,
      rows: rows.map(([place, ...values]) => {
        const named: Record<string, number> = {};
        values.forEach((value, at) => {
          if (value !== null) {
            named[metrics[at]!] = value;
          }
        });
        return { series: series[place]!, values: named };
      }),
    },
  }));
}
