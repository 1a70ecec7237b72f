/** A commit that may have caused a change. What is not known is left out, or empty. */
export interface Commit {
  readonly sha: string;
  /** First line of its message. */
  readonly title: string;
  /** Number of the pull request that it came from, as its title says it. */
  readonly pullRequest?: number;
  /** Names of the labels of that pull request. */
  readonly labels?: readonly string[];
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Paths of the files that it touches. */
  readonly files?: readonly string[];
  /** Lines that it adds and removes. */
  readonly lines?: number;
}

/** The commits after one up to another, oldest first. */
export interface CommitRange {
  readonly commits: readonly Commit[];
  /** How many there are; more than `commits` where they are too many to list. */
  readonly total: number;
  /**
   * Where it does not simply go on from one to the other: `behind`, the later night measured older code, and these commits were
   * taken away; `diverged`, both have commits that the other lacks, and these are those of the later one.
   */
  readonly direction?: 'behind' | 'diverged';
}

/** Returns the commits between two, or why they are not known; undefined where nobody has asked yet. */
export type CommitsBetween = (base: string, head: string) => CommitRange | { readonly problem: string } | undefined;

/** A release of the repository. */
export interface Release {
  /** Its tag, such as `v0.5.9`. */
  readonly tag: string;
  /** Milliseconds since 1970 of the commit that it was made of. */
  readonly time: number;
}
