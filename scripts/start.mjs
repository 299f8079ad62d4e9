import { build, install, readSettingsFile, requireNode, root } from "./lib/prepare.mjs";

/** `npm start`: from a fresh clone to a running instance. The second time, only the running. */
process.chdir(root);
requireNode();
readSettingsFile();
install();
build();
await import("../.next/recount/start.mjs");
