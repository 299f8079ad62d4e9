import { defaultSchema, type Options } from "rehype-sanitize";

/** As far as the tree of HTML concerns what is done with it here. */
interface Node {
  type: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  value?: string;
  children?: Node[];
}

/** What people write as Markdown, as HTML: no markup of their own, no scripts, no addresses but of the web and of mail. */
export const SANITIZED: Options = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto"], src: ["http", "https"] },
};

/** Links tell the other side nothing. An image becomes a link to it: looking at a text asks no other host for anything. */
export function rehypeQuietLinks() {
  return (tree: Node): void => visit(tree);
}

function visit(node: Node): void {
  for (const child of node.children ?? []) visit(child);
  if (node.tagName === "img") {
    const { src, alt } = node.properties ?? {};
    const text = `Image: ${typeof alt === "string" && alt !== "" ? alt : typeof src === "string" ? src : "without an address"}`;
    node.children = [{ type: "text", value: text }];
    node.tagName = typeof src === "string" ? "a" : "span";
    node.properties = typeof src === "string" ? { href: src } : {};
  }
  if (node.tagName === "a") node.properties = { ...node.properties, rel: ["noopener", "noreferrer"] };
}

/** What a model wrote leads to the web or nowhere: an address without a scheme would lead into the console. */
export function rehypeAbsoluteLinks() {
  return (tree: Node): void => keepAbsolute(tree);
}

const ABSOLUTE = /^(?:https?:|mailto:|#)/i;

function keepAbsolute(node: Node): void {
  for (const child of node.children ?? []) keepAbsolute(child);
  const href = node.properties?.href;
  if (node.tagName !== "a" || (typeof href === "string" && ABSOLUTE.test(href))) return;
  node.tagName = "span";
  node.properties = {};
}

/** A text within a page is no part of the page's own headings. */
export function rehypeNoHeadings() {
  return (tree: Node): void => lowerHeadings(tree);
}

function lowerHeadings(node: Node): void {
  for (const child of node.children ?? []) lowerHeadings(child);
  if (!/^h[1-6]$/.test(node.tagName ?? "")) return;
  node.tagName = "p";
  node.properties = { className: ["heading"] };
}
