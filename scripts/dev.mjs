import { endWithNpm } from "./lib/end-with-npm.mjs";
import { install, readSettingsFile, requireNode, root } from "./lib/prepare.mjs";
import { requirePatches } from "./lib/patches.mjs";

/** `npm run dev`: the same database, migrations and first run as `npm start`, with everything reloading on change. */
endWithNpm();
process.chdir(root);
requireNode();
readSettingsFile();
await install();
requirePatches(root);
const { register } = await import("tsx/esm/api");
register();
const { supervise } = await import("../runtime/supervise.ts");
await supervise("development");
