/** 95 of 100 values of a normal distribution lie within so many standard deviations of its mean. */
export const NORMAL_QUANTILE = 1.96;
