/** The 97.5 % quantile of the standard normal distribution: 95 % of it lie within so much of 0. */
export const Z_95 = 1.959963984540054;
