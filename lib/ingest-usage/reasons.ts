/** What a reason means to whoever sends, and how to mend it. Stable words: they are also in the answers of the endpoints. */
export interface Reason {
  title: string;
  mend: string;
}

const REASONS: Record<string, Reason> = {
  missing_trace_id: {
    title: "No trace id",
    mend: "The exporter sends spans without a trace id of 16 bytes, often by turning ids into text of another length. Update it, or send ids as 32 hex digits.",
  },
  missing_span_id: {
    title: "No span id",
    mend: "The exporter sends spans without a span id of 8 bytes. Update it, or send ids as 16 hex digits.",
  },
  bad_time: {
    title: "Start or end is wrong",
    mend: "A start time is missing, or the span ends more than a second before it starts. Times are nanoseconds since 1970: seconds or milliseconds in their place are the usual cause.",
  },
  start_out_of_range: {
    title: "Starts too far in the past or future",
    mend: "The start is before what this project keeps, or more than a day ahead. Check the sender's clock and the unit of its times; for an import of old traces raise the days under Settings, Project.",
  },
  time_out_of_range: {
    title: "Event too far in the past or future",
    mend: "The time of a log record is before what this project keeps, or more than a day ahead. Check the sender's clock.",
  },
  duration_out_of_range: {
    title: "Lasts too long",
    mend: "The end lies impossibly far behind the start: check how the sender sets it.",
  },
  attributes_too_large: {
    title: "Attributes too large",
    mend: "One span carries more than 16 MiB. Keep files and pictures out of attributes, or set the SDK's limit for the length of attribute values.",
  },
  part_too_large: {
    title: "Object too large",
    mend: "One object carries more than can be kept. Keep files and pictures out of inputs and outputs.",
  },
  unreadable: {
    title: "Could not be read",
    mend: "A fault of Recount: the server's log says where. Tell its maintainers, with the sample below.",
  },
  nested_too_deep: {
    title: "Nested too deep",
    mend: "A value is nested deeper than can be kept, often because it holds itself. Send what matters of it as text.",
  },
  invalid: {
    title: "A field of an interaction is wrong",
    mend: "The message names the field. The API reference says what each one takes.",
  },
  invalid_event: {
    title: "Event not understood",
    mend: "The message says what is missing from the event. Update the Langfuse SDK; a program of your own needs an id, a type and a body in each event.",
  },
  invalid_run: {
    title: "Run not understood",
    mend: "The message says which field is wrong. Update the LangSmith SDK.",
  },
  invalid_feedback: {
    title: "Feedback not understood",
    mend: "The message says which field is wrong. Update the LangSmith SDK.",
  },
  missing_run_id: {
    title: "No run id",
    mend: "Each run needs an id that is a UUID. Update the LangSmith SDK.",
  },
  unknown_part: {
    title: "Part of a request not understood",
    mend: "The client sends parts that are not runs or feedback. What it needs for traces is stored; update the client to be rid of the message.",
  },
  bad_request: {
    title: "Body cannot be read",
    mend: "The body is not what its Content-Type and Content-Encoding say. Look at the message and the sample: a proxy that answers or compresses in between, JSON sent as protobuf, or keys in snake_case are the usual causes.",
  },
  unauthenticated: {
    title: "Key was revoked or has expired",
    mend: "Something still sends with this key. Make a new one under Settings, API keys, and put it in its place.",
  },
  forbidden: { title: "Key may not send", mend: "Use a key with the scope ingest." },
  body_too_large: {
    title: "Body too large",
    mend: "Let the exporter send smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE), or raise RECOUNT_MAX_BODY_BYTES.",
  },
  unsupported_media_type: {
    title: "Content type or encoding not taken",
    mend: "Send application/x-protobuf or application/json, plain or compressed with gzip or deflate. An exporter set to gRPC needs http/protobuf.",
  },
  too_many_requests: {
    title: "Over a limit",
    mend: "The key's rate or the project's daily quota was reached. Exporters send again later; raise the limit under Settings, API keys, or the quota on this page, if this happens often.",
  },
  unavailable: {
    title: "Database too slow or away",
    mend: "More came than the database took at that moment. Exporters send again; if this goes on, see the queue under /api/metrics.",
  },
  not_genai: {
    title: "Not about a model, prompt or tool",
    mend: "Nothing to mend: only events named gen_ai.* and those of Claude Code, Codex and Gemini CLI are kept. Let a collector send the other logs elsewhere to be rid of the warning.",
  },
  no_span: {
    title: "Names no span",
    mend: "The event needs the trace id and span id of the call it is about. Emit it while that span is active.",
  },
  no_content: {
    title: "Says nothing of a call, prompt or tool",
    mend: "Nothing to mend: an event of a coding agent about itself, such as a start or a part of a stream.",
  },
  no_time: {
    title: "No time",
    mend: "The record needs time_unix_nano or observed_time_unix_nano.",
  },
  internal: { title: "Failed on our side", mend: "The server's log says what happened." },
};

/** A reason without an entry is shown by its word; its messages say the rest. */
export const reasonOf = (code: string): Reason =>
  REASONS[code] ?? {
    title: code.replaceAll("_", " "),
    mend: "The message says what is wrong with what was sent.",
  };
