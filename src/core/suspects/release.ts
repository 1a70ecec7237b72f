/** A release of the repository. */
export interface Release {
  /** Its tag, such as `v0.5.9`. */
  readonly tag: string;
  /** Milliseconds since 1970 of the commit that it was made of. */
  readonly time: number;
}
