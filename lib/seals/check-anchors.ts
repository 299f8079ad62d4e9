import type { StoredHead } from "./heads";
import type { Log } from "./leaf";
import type { Trouble } from "./verify-store";

interface Anchored {
  project_id: number;
  log: string;
  number: number;
  body: string;
  signature: string;
}

/** Whether every head that was put into a file outside is still there as it was. @param text of the file; null: one line is damaged */
export function checkAnchors(
  text: string,
  { projectId, log, heads }: { projectId: number; log: Log; heads: readonly StoredHead[] },
): Trouble | null {
  const stored = new Map(heads.map((head) => [head.number, head]));
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    let anchored: Anchored;
    try {
      anchored = JSON.parse(line) as Anchored;
    } catch {
      return { where: `anchor file, line ${index + 1}`, what: "is no JSON" };
    }
    if (anchored.project_id !== projectId || anchored.log !== log) continue;
    const head = stored.get(anchored.number);
    const where = `tree_heads ${log} number ${anchored.number}`;
    if (head === undefined)
      return {
        where,
        what: `was put outside (anchor file, line ${index + 1}) and is not stored any more: the tree was taken back`,
      };
    if (head.body !== anchored.body || head.signature.toString("hex") !== anchored.signature)
      return { where, what: `is not the head that was put outside (anchor file, line ${index + 1})` };
  }
  return null;
}
