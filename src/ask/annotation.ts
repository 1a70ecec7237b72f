/** Something to be marked in time: a run, or changes that began with one. Texts are plain, and links may be of any kind. */
export interface Annotation {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Where it is not certain when it began: the end of the range. */
  readonly timeEnd?: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly links: ReadonlyArray<{ readonly url: string; readonly title: string }>;
  readonly color?: 'good' | 'bad';
  readonly tags: readonly string[];
}
