import { SERIES_ATTRIBUTES, seriesAttribute } from '../../catalogue/attributes';
import { type Series } from '../../model/series';

/** Numbers for the texts of series' attributes: scopes compare them many times. */
export class SeriesCodes {
  /** The text that each number stands for; each is of one attribute. */
  readonly texts: string[] = [];
  private readonly codesOfSeries = new Map<Series, Int32Array>();
  private readonly codes = SERIES_ATTRIBUTES.map(() => new Map<string, number>());

  /** Returns a number for each attribute, in the order of `SERIES_ATTRIBUTES`; -1 where the series does not have it. */
  of(series: Series): Int32Array {
    const codes = this.codesOfSeries.get(series) ?? this.codesOf(series);
    this.codesOfSeries.set(series, codes);
    return codes;
  }

  private codesOf({ labels }: Series): Int32Array {
    return Int32Array.from(SERIES_ATTRIBUTES, ({ id }, place) => {
      const text = seriesAttribute(labels, id);
      return text === '' ? -1 : this.codeOf(place, text);
    });
  }

  private codeOf(place: number, text: string): number {
    const known = this.codes[place]!.get(text);
    if (known !== undefined) {
      return known;
    }
    const code = this.texts.push(text) - 1;
    this.codes[place]!.set(text, code);
    return code;
  }
}
