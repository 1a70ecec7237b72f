/** A file of a folder; its version changes when its contents do. */
export interface FileInfo {
  readonly name: string;
  readonly version: string;
}

/** A folder of files, as a host has it. Names are plain, without a path. */
export interface Files {
  /** Where it is, for messages. */
  readonly path: string;
  list(): Promise<readonly FileInfo[]>;
  /** Returns the file's text, or undefined where there is none of that name. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file as a whole or not at all: whoever reads it sees the old text or the new one. */
  write(name: string, text: string): Promise<void>;
  /** Removes a file; one that is gone already is no error. */
  remove(name: string): Promise<void>;
}

/** Returns the SHA-256 of a text in UTF-8, in hexadecimal. */
export type Sha256 = (text: string) => Promise<string>;
