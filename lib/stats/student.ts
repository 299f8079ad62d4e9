const Z = 1.959964;

/**
 * How many standard errors a mean's interval of 95 % reaches to each side: the 0.975 quantile of Student's t.
 * Source: Abramowitz, Stegun: Handbook of Mathematical Functions, 26.7.5; within 0.001 from 9 degrees of freedom on.
 * @param degrees of freedom, at least 9
 */
export function studentT(degrees: number): number {
  const z3 = Z ** 3;
  const z5 = Z ** 5;
  return (
    Z +
    (z3 + Z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * Z) / (96 * degrees ** 2) +
    (3 * Z ** 7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * degrees ** 3)
  );
}
