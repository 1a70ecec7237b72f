import { type Labels } from '../catalogue/labels';

/** A link from a row. In its address, `{name}` stands for the text that the column of that name has in the same row. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

interface ColumnBase {
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  /** Unit as a person writes it, such as `ms`, `tokens/s`, `percent` or `s`. */
  readonly unit?: string;
  readonly decimals?: number;
  readonly labels?: Labels;
  readonly links?: readonly Link[];
  /** Not drawn by itself: it serves links. */
  readonly hidden?: boolean;
  /** Drawn with a series: its level, or an end of the band that quiet nights lie in. */
  readonly role?: 'level' | 'low' | 'high';
  /** How a line is told from others beside it: lines of one hue differ in their dashes alone. Both count from 0. */
  readonly stroke?: { readonly hue: number; readonly dash: number };
  /** What the axis shows at least, so that noise looks like noise, and from which size on it is logarithmic, if it is. */
  readonly axis?: { readonly soft: readonly [least: number, most: number]; readonly linearUpTo?: number };
  /** Texts to colours, for cells that say better or worse. */
  readonly colors?: Readonly<Record<string, Tone>>;
}

/** What a colour says, from good to bad; what could not be measured is neither. */
type Tone = 'good' | 'better' | 'fine' | 'slight' | 'serious' | 'bad' | 'broken' | 'absent' | 'neutral';

/** One named, typed column. Times are milliseconds since 1970. */
export type Column =
  | (ColumnBase & { readonly type: 'time' | 'number'; readonly values: ReadonlyArray<number | null> })
  | (ColumnBase & { readonly type: 'string'; readonly values: ReadonlyArray<string | null> });

/** Something worth knowing about an answer that is not an error. */
export interface Notice {
  readonly severity: 'info' | 'warning';
  readonly text: string;
}

/** The one shape that ends the core; each host renders it in its own way. */
export interface Table {
  readonly name: string;
  readonly refId: string;
  /** `timeseries-multi`: one series and metric, time ascending. `numeric-wide`: one number a column. `table`: rows to read. */
  readonly type: 'timeseries-multi' | 'numeric-wide' | 'table';
  readonly columns: readonly Column[];
  readonly notices: readonly Notice[];
}
