/** One visible line of a JSON tree. */
export interface JsonRow {
  /** Unique, and a readable path: `$.messages[0].content`. */
  path: string;
  depth: number;
  /** Property name or index; undefined for the root. */
  key: string | number | undefined;
  type: "object" | "array" | "string" | "number" | "boolean" | "null" | "more";
  /** What to write: the value itself, or a summary such as "3 keys". */
  text: string;
  expandable: boolean;
  expanded: boolean;
  /** For "more": how many children are not listed yet. */
  hidden?: number;
}

/** Children listed before "show more"; keeps a 50,000-element array from freezing the page. */
export const PAGE_SIZE = 100;
/** Characters of a string shown on its line. */
export const STRING_LIMIT = 300;

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The path of a child, written as JavaScript would. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return IDENTIFIER.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

interface View {
  /** Whether the node at this path is open; `depth` lets a default be given. */
  isOpen: (path: string, depth: number) => boolean;
  /** How many children of this path are listed. */
  limitOf: (path: string) => number;
}

/** The visible lines of a value. Only open nodes are walked, so the cost is what is seen, not what there is. */
export function jsonRows(root: unknown, view: View): JsonRow[] {
  const rows: JsonRow[] = [];
  const walk = (value: unknown, path: string, key: string | number | undefined, depth: number): void => {
    if (value === null || typeof value !== "object") {
      rows.push({ path, depth, key, ...leaf(value), expandable: false, expanded: false });
      return;
    }
    const isArray = Array.isArray(value);
    const keys = isArray ? undefined : Object.keys(value);
    const size = isArray ? value.length : keys!.length;
    const expanded = size > 0 && view.isOpen(path, depth);
    rows.push({
      path,
      depth,
      key,
      type: isArray ? "array" : "object",
      text: summary(isArray, size),
      expandable: size > 0,
      expanded,
    });
    if (!expanded) return;
    const limit = Math.min(size, view.limitOf(path));
    for (let i = 0; i < limit; i++) {
      const name = keys ? keys[i]! : i;
      walk((value as Record<string | number, unknown>)[name], childPath(path, name), name, depth + 1);
    }
    if (limit < size) {
      rows.push({
        path,
        depth: depth + 1,
        key: undefined,
        type: "more",
        text: "",
        expandable: false,
        expanded: false,
        hidden: size - limit,
      });
    }
  };
  walk(root, "$", undefined, 0);
  return rows;
}

function leaf(value: unknown): Pick<JsonRow, "type" | "text"> {
  if (value === null || value === undefined) return { type: "null", text: "null" };
  if (typeof value === "string") return { type: "string", text: value };
  if (typeof value === "boolean") return { type: "boolean", text: String(value) };
  return { type: "number", text: String(value) };
}

const summary = (isArray: boolean, size: number): string =>
  isArray
    ? size === 0
      ? "[]"
      : `${size} ${size === 1 ? "item" : "items"}`
    : size === 0
      ? "{}"
      : `${size} ${size === 1 ? "key" : "keys"}`;

/** The value at a path made by `childPath`, for copying. */
export function valueAt(root: unknown, rows: readonly JsonRow[], path: string): unknown {
  if (path === "$") return root;
  // A path is only ever one that is on screen, so its ancestors are among the rows.
  const row = rows.find((r) => r.path === path && r.key !== undefined);
  if (!row) return undefined;
  const parent = rows.findLast((r, i) => r.depth === row.depth - 1 && i < rows.indexOf(row));
  const holder = parent ? valueAt(root, rows, parent.path) : undefined;
  return holder === null || typeof holder !== "object"
    ? undefined
    : (holder as Record<string | number, unknown>)[row.key!];
}
