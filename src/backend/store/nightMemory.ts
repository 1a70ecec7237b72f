import { type Labels, makeSeries, type PackedNight, READING_FORMAT, type SeriesDictionary } from '../../core';
import { asSourceError } from '../../sources/errors';
import { type Files, textLines } from './files';

const FILE = 'nights.json';

/** A night as it was read from the archive, and from which version of its files. */
export interface ArchivedNight {
  readonly night: PackedNight;
  /** The last attempt that the archive has: it may have left no results. */
  readonly attempt: number;
  readonly version: string;
  /** Whether its document is not JSON as it came, or lacks a part of its identity. */
  readonly rewritten: boolean;
}

/** The first line: how the lines that follow were read, and the series that they refer to. */
interface Head {
  readonly format: number;
  readonly series: readonly Labels[];
}

/** A line for each night. A value that is missing is null. */
interface Line extends Omit<ArchivedNight, 'night'> {
  readonly night: Omit<PackedNight, 'series' | 'values'>;
  readonly series: readonly number[];
  readonly values: ReadonlyArray<number | null>;
}

/**
 * Keeps the archive's nights packed, so that a restart does not check and flatten all documents again. Night by night a
 * line, written one after the other: years of them need little memory, and hold nobody up.
 */
export class NightMemory {
  constructor(private readonly files: Files) {}

  /** Returns what was kept in this format; nothing where it can't be read, for the archive has it. */
  async read(dictionary: SeriesDictionary): Promise<ArchivedNight[]> {
    try {
      const [head = 'null', ...lines] = ((await this.files.read(FILE)) ?? 'null').split('\n');
      const { format, series } = (JSON.parse(head) ?? {}) as Partial<Head>;
      if (format !== READING_FORMAT || !series) {
        return [];
      }
      const places = series.map((labels) => dictionary.placeOf(makeSeries(labels)));
      return lines.filter(Boolean).map((line) => nightOf(JSON.parse(line) as Line, places));
    } catch {
      return [];
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(nights: readonly ArchivedNight[], dictionary: SeriesDictionary): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    const series = dictionary.series.map(({ labels }) => labels);
    const head: Head = { format: READING_FORMAT, series };
    await this.files.write(FILE, textLines(JSON.stringify(head), nights, lineOf)).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}

function lineOf({ night: { series, values, ...night }, ...rest }: ArchivedNight): string {
  const line: Line = { ...rest, night, series: [...series], values: [...values] };
  return JSON.stringify(line);
}

function nightOf({ night, series, values, ...rest }: Line, places: readonly number[]): ArchivedNight {
  const packed: PackedNight = {
    ...night,
    series: Uint32Array.from(series, (place) => places[place]!),
    values: Float64Array.from(values, (value) => value ?? NaN),
  };
  return { ...rest, night: packed };
}
