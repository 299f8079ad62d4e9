/** Whether the viewer's own connection is https: as the settings say, else as the proxy in front says. */
export function isSecure(headers: Headers, publicUrl: string | undefined): boolean {
  if (publicUrl) return publicUrl.startsWith("https:");
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

/** The viewer's network address, as the nearest proxy or the server itself wrote it down. */
export const addressOf = (headers: Pick<Headers, "get">): string =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";

/** The address of this site as the viewer knows it, without a slash at the end. */
export function originOf(headers: Headers, publicUrl: string | undefined): string {
  if (publicUrl) return publicUrl;
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "localhost";
  return `${isSecure(headers, publicUrl) ? "https" : "http"}://${host}`;
}
