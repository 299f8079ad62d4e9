import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Whether every patch of a dependency is in the installed package. The driver without its patch starts and
 * is ready, and hangs when the database restarts: an install without scripts, or a bumped version, must be told before.
 * @param {string} root
 * @returns {string | null} which file of which patch is not as patched; null: all are
 */
export function missingPatch(root) {
  for (const name of readdirSync(path.join(root, "patches")).filter((file) => file.endsWith(".patch"))) {
    const patch = readFileSync(path.join(root, "patches", name), "utf8");
    for (const part of patch.split(/^diff --git /m).slice(1)) {
      const file = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? "";
      const place = path.join(root, file);
      const text = existsSync(place) ? readFileSync(place, "utf8") : "";
      if (!hunksOf(part).every((hunk) => text.includes(hunk))) return `${file} (${name})`;
    }
  }
  return null;
}

/** @param {string} part of a patch @returns {string[]} what stands in the file once each hunk has been applied */
function hunksOf(part) {
  return part
    .split(/^@@ .*$/m)
    .slice(1)
    .map((hunk) =>
      hunk
        .split("\n")
        .slice(1)
        .filter((line) => line.startsWith(" ") || line.startsWith("+"))
        .map((line) => line.slice(1))
        .join("\n"),
    );
}

/** @param {string} root */
export function requirePatches(root) {
  const missing = missingPatch(root);
  if (missing === null) return;
  process.stderr.write(
    `The patch of ${missing} is not applied, and Recount does not run without it (patches/README.md says why): run "npx patch-package" (installing with --ignore-scripts leaves it out).\n`,
  );
  process.exit(1);
}
