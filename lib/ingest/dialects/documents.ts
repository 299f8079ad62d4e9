import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import type { Document } from "@/lib/model/message";

import { jsonOrText } from "@/lib/model/json-text";
import { numberOf, textOrNull } from "./facts";
import { resultText } from "./message-parts";

const SCORES = ["score", "relevance_score", "similarity", "_score"];

/** Documents in any client's shape; null when the value holds none. */
export function documentsOf(value: Json | undefined): Document[] | null {
  if (value === undefined) return null;
  const parsed = jsonOrText(value);
  const list = isObject(parsed)
    ? (parsed.documents ?? parsed.outputs ?? parsed.results ?? parsed.hits ?? parsed.matches ?? parsed.output)
    : parsed;
  if (!Array.isArray(list)) return null;
  const documents = list.map(documentOf).filter((document) => document !== null);
  return documents.length === 0 ? null : documents;
}

/** Fields that are read, whatever they hold. */
const READ = new Set([
  ...SCORES,
  "id",
  "content",
  "page_content",
  "pageContent",
  "text",
  "metadata",
  "updated_at",
  "document",
  "kwargs",
  "lc",
  "type",
]);

/** Id and score sit beside the content or only in the metadata. A distance is no score: it stays in the metadata. */
function documentOf(value: Json): Document | null {
  if (typeof value === "string") return value === "" ? null : { id: null, content: value, score: null };
  if (value === null) return null;
  if (!isObject(value)) return { id: null, content: JSON.stringify(value), score: null };
  const body: JsonObject = isObject(value.kwargs)
    ? value.kwargs
    : isObject(value.document)
      ? value.document
      : value;
  const meta = jsonOrText(body.metadata ?? value.metadata ?? null);
  const metadata = isObject(meta) ? meta : null;
  const content =
    body.content ??
    body.page_content ??
    body.pageContent ??
    body.text ??
    (typeof value.document === "string" ? value.document : undefined);
  const id =
    textOrNull(body.id) ??
    textOrNull(value.id) ??
    textOrNull(metadata?.id) ??
    textOrNull(metadata?.doc_id) ??
    textOrNull(metadata?.chunk_id);
  const text =
    typeof content === "string"
      ? content
      : content === undefined || content === null
        ? null
        : resultText(content);
  // No document that we know: as it came.
  if (id === null && text === null)
    return Object.keys(value).length === 0 ? null : { id: null, content: resultText(value), score: null };
  const score = [
    ...SCORES.map((key) => body[key]),
    ...SCORES.map((key) => value[key]),
    ...SCORES.map((key) => metadata?.[key]),
  ]
    .map(numberOf)
    .find((number) => number !== null);
  // What stands beside them is said of the document, too.
  const others = Object.entries(body === value ? value : { ...body, ...value }).filter(
    ([key, held]) => held !== null && (!READ.has(key) || (SCORES.includes(key) && numberOf(held) === null)),
  );
  const said: JsonObject = { ...Object.fromEntries(others), ...(metadata ?? textMetadata(meta)) };
  const updatedAt =
    textOrNull(body.updated_at) ??
    textOrNull(metadata?.updated_at) ??
    textOrNull(metadata?.["recount.document.updated_at"]);
  return {
    id,
    content: text,
    score: score ?? null,
    ...(Object.keys(said).length > 0 ? { metadata: said } : {}),
    ...(updatedAt === null ? {} : { updated_at: updatedAt }),
  };
}

/** Metadata that is no object, as it came. */
const textMetadata = (meta: Json): JsonObject => (meta === null || meta === "" ? {} : { metadata: meta });
