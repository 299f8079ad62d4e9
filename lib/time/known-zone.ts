/**
 * The IANA name of a zone as a browser or an address writes it, or null when there is no such zone. Bare offsets ("+01:00") are none:
 * PostgreSQL reads their sign the other way round.
 */
export function knownZone(name: string | null | undefined): string | null {
  if (!name || name.length > 64 || !/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null; // RangeError: no zone that this runtime knows
  }
}
