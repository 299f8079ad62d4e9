/** Where somebody went by the palette last, by project; kept by this browser. */
export interface Recent {
  label: string;
  /** What it is: "User", "Trace". */
  hint: string;
  /** Without range and environment. */
  href: string;
}

const MOST = 6;
const keyOf = (projectSlug: string): string => `recount.palette.${projectSlug}`;

/** What somebody else or an older version wrote there is not trusted: only addresses within the project are kept. */
export function readRecent(
  projectSlug: string,
  text: string | null = localStorage.getItem(keyOf(projectSlug)),
): Recent[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value)
      ? value.filter((one): one is Recent => isRecent(one, projectSlug)).slice(0, MOST)
      : [];
  } catch {
    return [];
  }
}

const isRecent = (one: unknown, projectSlug: string): boolean => {
  if (typeof one !== "object" || one === null) return false;
  const { label, hint, href } = one as Record<string, unknown>;
  return (
    typeof label === "string" &&
    typeof hint === "string" &&
    typeof href === "string" &&
    href.startsWith(`/p/${encodeURIComponent(projectSlug)}/`)
  );
};

export function rememberRecent(projectSlug: string, place: Recent): void {
  const others = readRecent(projectSlug).filter(({ href }) => href !== place.href);
  localStorage.setItem(keyOf(projectSlug), JSON.stringify([place, ...others].slice(0, MOST)));
}
