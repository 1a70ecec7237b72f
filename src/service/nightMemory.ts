import { CORE_VERSION, type Labels, makeSeries, METRICS, type Night, type Series } from '../core';
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

/** The first line: what the lines that follow refer to. */
interface Head {
  readonly version: string;
  readonly metrics: readonly string[];
  readonly series: readonly Labels[];
}

/** A line for each night. Rows are the series' place in the head, then a value for each metric, null where there is none. */
interface Line extends Omit<KeptNight, 'night'>, Pick<Night, 'run' | 'issues'> {
  readonly rows: ReadonlyArray<readonly [number, ...Array<number | null>]>;
}

/**
 * Keeps the archive's nights as rows, so that a restart does not check and flatten all documents again. Night by night a
 * line: what is in memory besides is one night, whatever number there is.
 */
export class NightMemory {
  constructor(private readonly files: Files) {}

  /** Returns what was kept by this version; nothing where it can't be read, for the archive has it. */
  async read(): Promise<KeptNight[]> {
    try {
      const [head = 'null', ...lines] = ((await this.files.read(FILE)) ?? 'null').split('\n');
      const { version, metrics, series: labels } = (JSON.parse(head) ?? {}) as Partial<Head>;
      if (version !== CORE_VERSION || !metrics || !labels) {
        return [];
      }
      const series = labels.map(makeSeries);
      return lines.filter(Boolean).map((line) => nightOf(JSON.parse(line) as Line, metrics, series));
    } catch {
      return [];
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(nights: readonly KeptNight[]): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files.write(FILE, textOf(nights)).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}

function textOf(nights: readonly KeptNight[]): string {
  const places = new Map<string, number>();
  const series: Labels[] = [];
  const lines = nights.map(({ night: { run, issues, rows }, ...rest }) => {
    const line: Line = {
      ...rest,
      run,
      issues,
      rows: rows.map((row): [number, ...Array<number | null>] => {
        const place = places.get(row.series.id) ?? series.push(row.series.labels) - 1;
        places.set(row.series.id, place);
        return [place, ...METRICS.map(({ id }) => row.values[id] ?? null)];
      }),
    };
    return JSON.stringify(line);
  });
  const head: Head = { version: CORE_VERSION, metrics: METRICS.map(({ id }) => id), series };
  return `${[JSON.stringify(head), ...lines].join('\n')}\n`;
}

function nightOf(
  { run, issues, rows, ...rest }: Line,
  metrics: readonly string[],
  series: readonly Series[]
): KeptNight {
  return {
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
  };
}
