import type { Body } from "@/lib/bodies/body";
import type { BodyIds } from "@/lib/bodies/body-ids";
import type { Price } from "@/lib/cost/price";
import { type Label, LABELS, type Labels } from "@/lib/model/labels";

/** How a column's values travel; `texts` are lists, one a row. */
export type ColumnType =
  | "int"
  | "bigint"
  | "double"
  | "boolean"
  | "text"
  | "texts"
  | "timestamptz"
  | "uuid"
  | "bytea"
  | "bytes"
  | "date";

/**
 * Columns of `span_rows` that ingest writes, in the order of the statement. The rest is derived; of what is derived, a call's step
 * is written already as its own name says it, which is what most traces derive: so no row has to be written twice for it.
 */
export const SPAN_COLUMNS = {
  trace_id: "uuid",
  span_id: "bytea",
  started_at: "timestamptz",
  shard_key: "int",
  parent_span_id: "bytea",
  duration_ns: "bigint",
  revision: "bigint",
  cost_nano_usd: "bigint",
  reported_cost_nano_usd: "bigint",
  price_id: "bigint",
  ttft_ns: "bigint",
  prompt_fingerprint: "bigint",
  input_uncached_tokens: "int",
  cache_read_tokens: "int",
  cache_write_tokens: "int",
  cache_write_1h_tokens: "int",
  input_audio_tokens: "int",
  output_text_tokens: "int",
  reasoning_tokens: "int",
  output_audio_tokens: "int",
  cache_read_audio_tokens: "int",
  cache_read_image_tokens: "int",
  input_image_tokens: "int",
  input_video_tokens: "int",
  output_image_tokens: "int",
  output_video_tokens: "int",
  parts: "int",
  flags: "int",
  is_error: "boolean",
  streaming: "boolean",
  user_id: "text",
  session_id: "text",
  tags: "texts",
  web_searches: "int",
  response_id: "text",
  tool_call_id: "text",
  body_ref: "bigint",
  carries: "int",
  input_digest: "int",
  resource_digest: "int",
  input_system_tokens: "int",
  input_tools_tokens: "int",
  input_history_tokens: "int",
  input_retrieved_tokens: "int",
  input_user_tokens: "int",
  derived_step: "text",
  label_set: "bigint",
  own_labels: "texts",
} as const satisfies Record<string, ColumnType>;

/** Columns of `label_sets`. */
export const LABEL_SET_COLUMNS = {
  id: "bigint",
  shard_key: "int",
  used_on: "date",
  ...(Object.fromEntries(LABELS.map((name) => [name, "text"])) as Record<Label, "text">),
} as const satisfies Record<string, ColumnType>;

/** Columns of `span_additions`. */
export const ADDITION_COLUMNS = {
  trace_id: "uuid",
  span_id: "bytea",
  addition_id: "uuid",
  occurred_at: "timestamptz",
  shard_key: "int",
  parts: "int",
  prompt_fingerprint: "bigint",
  finish_reason: "text",
  body_ref: "bigint",
  carries: "int",
  input_digest: "int",
  call: "text",
} as const satisfies Record<string, ColumnType>;

/** Columns of `body_blocks`. */
export const BLOCK_COLUMNS = {
  block: "bigint",
  last_block: "bigint",
  day: "date",
  shard_key: "int",
  bytes: "int",
  others: "text",
  epoch: "int",
  bodies: "bytes",
} as const satisfies Record<string, ColumnType>;

/** Columns of `scores`. */
export const SCORE_COLUMNS = {
  id: "text",
  shard_key: "int",
  trace_id: "uuid",
  session_id: "text",
  span_id: "bytea",
  name: "text",
  data_type: "text",
  value_number: "double",
  value_text: "text",
  source: "text",
  comment: "text",
  correction: "text",
  created_at: "timestamptz",
  revised_at: "timestamptz",
} as const satisfies Record<string, ColumnType>;

interface Values {
  int: number | null;
  bigint: string | number | bigint | null;
  double: number | null;
  boolean: boolean | null;
  text: string | null;
  texts: (string | null)[] | null;
  timestamptz: string;
  date: string;
  uuid: string | null;
  bytea: string | null;
  bytes: Buffer;
}

export type RowOf<Columns extends Record<string, ColumnType>> = {
  -readonly [Name in keyof Columns]: Values[Columns[Name]];
};
/** What a row carries, and the name of this copy of it, beside its columns: where it lies is known when it is written. */
export type Carrying = { bodies: BodyIds };
/** Which set holds its labels is known when it is written, too. */
export type SpanRow = RowOf<typeof SPAN_COLUMNS> & Labels & Carrying & { copy: string };
export type LabelSetRow = RowOf<typeof LABEL_SET_COLUMNS>;
/** What a span says, before we make anything of it. */
export type SaidRow = Omit<
  SpanRow,
  | "failure"
  | "input_system_tokens"
  | "input_tools_tokens"
  | "input_history_tokens"
  | "input_retrieved_tokens"
  | "input_user_tokens"
  | "derived_step"
  | "copy"
>;
export type AdditionRow = RowOf<typeof ADDITION_COLUMNS> & Carrying;
export type ScoreRow = RowOf<typeof SCORE_COLUMNS>;

/** Everything of one request that is to be stored, or of many requests together. */
export interface Batch {
  projectId: number;
  spans: SpanRow[];
  additions: AdditionRow[];
  scores: ScoreRow[];
  /** By shard and name: a body is stored beside the traces that carry it. */
  bodies: Map<number, Map<string, Body>>;
  prices: Map<string, Price>;
}
