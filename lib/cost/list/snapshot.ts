/**
 * Marks at the end of a model's name that say which build of it answered, not which model it is: `-20250929`, `@2024-08-06`,
 * `-05-20`, `-09-2025`, `-001`, `-0613`, `-latest`, `-preview`, `-exp`, `:0`, `@default`, Amazon's first release `-v1` and, after a
 * date, any release (`-20241022-v2:0`). A version number is none: `-5`, `.5`, `-v2`, `-20b`.
 */
const MARK =
  /(?:[-@](?:20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])-(?:20\d{2}|[0-3]\d)|\d{3,4}|latest|preview|exp|experimental|default)|-v1(?=[:]|$)|(?<=-20\d{6})-v\d{1,2}(?=[:]|$)|:\d{1,3}k?)$/;

/** The name without the marks of a snapshot, all of them; lower case expected. */
export function stemOf(name: string): string {
  let stem = name;
  for (let left = 6; left > 0; left--) {
    const next = stem.replace(MARK, "");
    if (next === stem || next === "") break;
    stem = next;
  }
  return stem;
}

/** `gpt-5.2-20251211` as `gpt-5.2-2025-12-11`: routers write dates without dashes. Null: there is no such date. */
export function dashedDate(name: string): string | null {
  const dashed = name.replace(/-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/, "-$1-$2-$3");
  return dashed === name ? null : dashed;
}
