import { build, install, readSettingsFile, requireNode, root } from "./lib/prepare.mjs";

/** `npm start`: from a fresh clone to a running instance. The second time, only the running. */
process.chdir(root);
requireNode();
readSettingsFile();
install();
build();
const { register } = await import("tsx/esm/api");
register();
const { supervise } = await import("../runtime/supervise.ts");
await supervise("production");
