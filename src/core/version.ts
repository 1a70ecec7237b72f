/** The version of the package. What was analysed with another version is analysed again. */
export const CORE_VERSION = '0.1.0';
