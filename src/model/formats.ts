/**
 * What is kept on disk and can be made again says with which of these it was made; with another it is made again. Raise one in the
 * commit that changes what it stands for: `formats.test.ts` notices.
 */

/** How documents are read: forms, labels and values. */
export const READING_FORMAT = 4;
/** What is found in values: noise, levels and change points. */
export const DETECTION_FORMAT = 3;
