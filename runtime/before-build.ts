import { requireSettings } from "./require-settings";
import { explain } from "./start-error";

/** Run before a build of a minute, for what would be refused after it. */
try {
  await requireSettings();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
