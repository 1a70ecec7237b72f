/** What an artifact may hold at most. A night's document is some hundred kilobytes. */
export interface UnpackLimits {
  readonly packedBytes: number;
  /** Of all entries together. */
  readonly unpackedBytes: number;
  readonly entries: number;
  /** Unpacked to packed bytes of an entry, judged once it has grown past `ratioFromBytes`. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

const MIB = 1024 * 1024;

export const UNPACK_LIMITS: UnpackLimits = {
  packedBytes: 64 * MIB,
  unpackedBytes: 64 * MIB,
  entries: 1000,
  ratio: 200,
  ratioFromBytes: MIB,
};
