/** Joins class names, leaving out what is falsy. Later classes do not override earlier ones: components offer props instead. */
export const cn = (...parts: (string | false | null | undefined)[]): string =>
  parts.filter(Boolean).join(" ");
