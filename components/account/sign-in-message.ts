import { refusalText } from "@/lib/auth/oidc-refusals";

/** What to say about a sign-in that did not work, from the word that the sign-in library hands on. */
export function signInMessage(error: string, why?: string | null): string {
  const seconds = /^locked:(\d+)$/.exec(error)?.[1];
  if (seconds !== undefined) return `Too many wrong passwords. Try again in ${waitText(Number(seconds))}.`;
  switch (error) {
    case "CredentialsSignin":
      return "E-mail and password do not match. Check both and try again.";
    case "oidc_refused":
      return `The identity provider let you in, but Recount did not: ${refusalText(why) ?? "the server's log says why."}`;
    case "AccessDenied":
    case "OAuthCallback":
    case "OAuthSignin":
    case "Callback":
      return "Single sign-on did not work: the identity provider refused, or could not be reached. Try again; if it stays so, an administrator finds the reason in the server's log.";
    case "unavailable":
      return "The server does not answer. Try again in a moment.";
    default:
      return "Sign-in did not work. Try again; the server's log says why.";
  }
}

/** "40 seconds", "12 minutes": rounded up, since a moment too early costs another try. */
export function waitText(seconds: number): string {
  const [n, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
