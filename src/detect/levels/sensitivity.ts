export const PRESETS = ['low', 'normal', 'high'] as const;
/** Detection sensitivity: `high` is the most sensitive. */
export type Preset = (typeof PRESETS)[number];

/** Detection sensitivity. */
export interface Sensitivity {
  readonly preset: Preset;
  /** Smallest change in % that is reported; composites tell changes of half of it. */
  readonly smallestChange: number;
}

export const DEFAULT_SENSITIVITY: Sensitivity = { preset: 'normal', smallestChange: 2 };
