import type { SpanFacts } from "./facts";
import type { SpanTree } from "./span-tree";

/** What belongs to the whole trace, whichever span said it. */
export interface Attribution {
  name: string;
  feature: string;
  service: string | null;
  environment: string | null;
  release: string | null;
  version: string | null;
  userId: string | null;
  sessionId: string | null;
  tags: string[];
}

/**
 * The root's word, else that of the earliest span that has one (ties by span id). A feature is what a client called so on
 * any span; only then a function, workflow or agent name; then the trace's name, then the root's.
 */
export function attributeTrace(tree: SpanTree): Attribution {
  const first = (of: (span: SpanFacts) => string | null): string | null => {
    const own = of(tree.root.span);
    if (own !== null) return own;
    for (const node of tree.nodes) {
      const value = of(node.span);
      if (value !== null) return value;
    }
    return null;
  };
  const traceName = first((span) => span.traceName);
  const rootName = tree.root.span.name;
  const tags = new Set<string>();
  for (const node of tree.nodes) for (const tag of node.span.tags ?? []) tags.add(tag);
  return {
    name: traceName ?? rootName,
    feature: first((span) => span.feature) ?? first((span) => span.functionName) ?? traceName ?? rootName,
    service: first((span) => span.service),
    environment: first((span) => span.environment),
    release: first((span) => span.release),
    version: first((span) => span.version),
    userId: first((span) => span.userId),
    sessionId: first((span) => span.sessionId),
    tags: [...tags].toSorted(),
  };
}
