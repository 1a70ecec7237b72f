import { type Labels } from '../catalogue/labels';
import { makeSeries, type Series } from './series';

/** What tells the series of one group apart: texts of digits. */
export interface SeriesLengths {
  readonly batch_size: number;
  readonly input_len: number;
  readonly output_len: number;
}

/** Makes each series once: night after night measures the same ones. */
export class SeriesPool {
  private readonly groups = new Map<string, Map<string, Series>>();

  /** Returns what makes the series of a group, whose labels are given, by what tells them apart. */
  group(labels: Labels, serverArgs: string): (lengths: SeriesLengths) => Series {
    const key = JSON.stringify([labels, serverArgs]);
    const known = this.groups.get(key) ?? new Map<string, Series>();
    this.groups.set(key, known);
    return ({ batch_size, input_len, output_len }) => {
      const lengths = { batch_size: `${batch_size}`, input_len: `${input_len}`, output_len: `${output_len}` };
      const place = Object.values(lengths).join();
      const series = known.get(place) ?? makeSeries({ ...labels, ...lengths, server_args: serverArgs });
      known.set(place, series);
      return series;
    };
  }
}
