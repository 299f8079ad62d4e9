import { oneStop } from "@/lib/errors";

/** Something a person must put right before Recount can start; the message is one sentence for the terminal. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const FOR_PEOPLE = new Set([
  "StartError",
  "SettingError",
  "MigrationError",
  "DataDirInUseError",
  "DataDirError",
  "DriverError",
]);

/** What to print: the sentence alone for what a person can put right, the whole story for what nobody expected. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return FOR_PEOPLE.has(error.name) ? oneStop(error.message) : (error.stack ?? error.message);
}
