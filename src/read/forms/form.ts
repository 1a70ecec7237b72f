import { type Fields } from '../../lib/types';
import { type Flattened } from '../rows/rows';
import { type SeriesPool } from '../../model/SeriesPool';

/** One way in which nights are written. */
export interface Form {
  /** Its name in messages. */
  readonly title: string;
  /** Whether a document is of this form, by what stands in it: its name says nothing. */
  readonly recognises: (document: Fields) => boolean;
  /**
   * Returns the rows of a document of this form. `where` begins the way to each place in it, such as `run 42`; `name` is that of its file,
   * where it is one of several of an artifact. Never throws.
   */
  readonly read: (document: Fields, where: string, pool: SeriesPool, name?: string) => Flattened;
}
