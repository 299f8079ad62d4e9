import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * A hash over the content of files and folders. Content and not times: a checkout of the same commit, or a copied image,
 * needs no new build.
 * @param {string} root
 * @param {string[]} names relative to root; those that do not exist count as absent
 * @param {(file: string) => boolean} [counts]
 */
export function fingerprint(root, names, counts = () => true) {
  const hash = createHash("sha256");
  for (const name of names)
    for (const file of filesUnder(path.join(root, name))) if (counts(file)) add(hash, root, file);
  return hash.digest("hex");
}

/** @param {import("node:crypto").Hash} hash @param {string} root @param {string} file */
function add(hash, root, file) {
  hash.update(`${path.relative(root, file)}\0`);
  hash.update(readFileSync(file));
}

/** @param {string} place @returns {string[]} */
function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(path.join(place, entry.name)));
}
