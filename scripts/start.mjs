import { endWithNpm } from "./lib/end-with-npm.mjs";
import { requirePatches } from "./lib/patches.mjs";
import { build, install, readSettingsFile, requireNode, requireSettings, root } from "./lib/prepare.mjs";

/** `npm start`: from a fresh clone to a running instance. The second time, only the running. */
endWithNpm();
process.chdir(root);
requireNode();
readSettingsFile();
await install();
requirePatches(root);
await build(requireSettings);
await import("../.next/recount/start.mjs");
