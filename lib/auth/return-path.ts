const ORIGIN = "http://recount.invalid";

/**
 * A path of this site to go to after sign-in, or "/" for anything else: another origin, `//host`, `\\host`, the sign-in page
 * itself. The answer is what a URL parser made of it, so no second reading can turn it into something else.
 */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/")) return "/";
  let url: URL;
  try {
    url = new URL(wanted, ORIGIN);
  } catch {
    return "/";
  }
  if (url.origin !== ORIGIN || url.pathname.startsWith("//")) return "/";
  if (/^\/(sign-in|sign-out|api)(\/|$)/.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string, reason?: "expired" | "signed-out" | "password-changed"): string {
  const query = new URLSearchParams();
  const back = returnPath(path);
  if (back !== "/") query.set("return", back);
  if (reason) query.set("reason", reason);
  return query.size > 0 ? `/sign-in?${query}` : "/sign-in";
}
