import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** `npm start` on a new data folder that goes away with it: what the browser journeys look at. */
const dataDir = mkdtempSync(path.join(tmpdir(), "recount-e2e-"));
chmodSync(dataDir, 0o755); // root's database runs as another user, who must be able to enter
process.env.RECOUNT_DATA_DIR = dataDir;
process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
await import("../scripts/start.mjs");
