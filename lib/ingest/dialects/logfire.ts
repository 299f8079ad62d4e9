import type { Dialect } from "./dialect";
import { tagsOf } from "./plain";

/** Levels as OpenTelemetry's severity numbers: from here on it is an error. */
const ERROR_LEVEL = 17;

/** Pydantic Logfire: every span is sent twice, first as a pending copy below itself; the message replaces the template. */
export const logfire: Dialect = {
  name: "logfire",
  speaks: (facts) => facts.hasFamily("logfire"),
  read(facts) {
    const level = facts.number("logfire.level_num");
    const pending = facts.text("logfire.span_type") === "pending_span";
    // Bookkeeping of Logfire's own console.
    facts.drop("logfire.msg_template", "logfire.json_schema", "logfire.pending_parent_id");
    return {
      pending,
      name: facts.text("logfire.msg"),
      tags: tagsOf(facts.value("logfire.tags")),
      isError: level !== null && level >= ERROR_LEVEL,
      functionName: facts.text("agent_name"),
    };
  },
};
