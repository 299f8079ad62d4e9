import { isObject, type Json, type JsonObject } from "@/lib/model/json";

import { parseJson } from "@/lib/model/json-text";
import { runIdOf } from "./identity";
import type { Messages } from "./messages";
import type { Part } from "./multipart";
import type { Operation } from "./run-parts";

/** `post.<run id>` is a run without its large fields, `post.<run id>.inputs` one of them. */
const RUN = /^(post|patch)\.([^.]+)(?:\.(.+))?$/;
const FEEDBACK = /^feedback\.([^.]+)$/;
const ATTACHMENT = /^attachment\.([^.]+)\.(.+)$/;

/** Attachments up to this size are kept when they are text; of the others, what they were. */
const MAX_ATTACHMENT_KEPT = 16 * 1024;
const TEXTUAL = /^(?:text\/|application\/(?:json|xml|yaml|x-ndjson))/;

interface Draft {
  operation: Operation;
  id: string;
  hasMain: boolean;
  fields: JsonObject;
}

/** The parts of a multipart request -> the messages that they are pieces of. The fields of a run may come before the run itself. */
export function messagesOfForm(parts: readonly Part[]): Messages {
  const drafts: Draft[] = [];
  const current = new Map<string, Draft>();
  const messages: Messages = { runs: [], feedback: [], refused: [] };
  const draftOf = (operation: Operation, id: string, isMain: boolean): Draft => {
    const key = `${operation} ${runIdOf(id)}`;
    let draft = current.get(key);
    // The same run again in one request is another message about it.
    if (draft === undefined || (isMain && draft.hasMain)) {
      draft = { operation, id, hasMain: false, fields: Object.create(null) as JsonObject };
      drafts.push(draft);
      current.set(key, draft);
    }
    draft.hasMain ||= isMain;
    return draft;
  };

  for (const part of parts) {
    const run = RUN.exec(part.name);
    const attached = ATTACHMENT.exec(part.name);
    if (run !== null) {
      const [, operation, id, field] = run as unknown as [string, Operation, string, string?];
      const value = valueIn(part);
      if (field !== undefined) draftOf(operation, id, false).fields[field] = value;
      else if (isObject(value)) Object.assign(draftOf(operation, id, true).fields, value);
      else
        messages.refused.push({
          code: "invalid_run",
          message: `Part "${part.name}" must be a JSON object, nested at most 64 levels deep.`,
        });
    } else if (attached !== null) {
      const [, id = "", name = ""] = attached;
      const draft = current.get(`post ${runIdOf(id)}`) ?? draftOf("patch", id, false);
      const known = isObject(draft.fields.attachments) ? draft.fields.attachments : {};
      draft.fields.attachments = { ...known, [name]: attachmentOf(part) };
    } else if (FEEDBACK.test(part.name)) {
      messages.feedback.push({ value: valueIn(part) });
    } else
      messages.refused.push({
        code: "unknown_part",
        message: `Part "${part.name}": a part is named post.<run id>, patch.<run id>, one of these with .<field>, attachment.<run id>.<name> or feedback.<id>.`,
      });
  }
  messages.runs = drafts.map(({ operation, id, fields }) => ({ operation, id, value: fields }));
  return messages;
}

/** JSON, or the text as it is: a field that is broken or nested too deep is still worth keeping. */
function valueIn({ bytes }: Part): Json {
  const text = bytes.toString("utf8");
  return parseJson(text) ?? text;
}

function attachmentOf({ contentType, bytes }: Part): Json {
  const kept = TEXTUAL.test(contentType) && bytes.length <= MAX_ATTACHMENT_KEPT;
  return {
    content_type: contentType,
    bytes: bytes.length,
    ...(kept ? { content: bytes.toString("utf8") } : {}),
  };
}
