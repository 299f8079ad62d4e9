import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";

import type { Pipeline } from "@/db/pipeline";
import { spanMaker } from "@/lib/emit/emitter";
import type { Context } from "@/lib/context";
import { accept } from "@/lib/ingest/accept";
import { decodeTraces } from "@/lib/ingest/decode";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { writeBatch } from "@/lib/ingest/write";

import type { Conversation } from "./conversation";
import { planConversation } from "./plan-conversation";

/** Conversations as the import sends them, from the bytes on; each keeps its time by its place in the whole. */
export async function sendConversations(
  pipeline: Pipeline,
  ctx: Context,
  conversations: Iterable<readonly [place: number, Conversation]>,
  startMs: number,
): Promise<void> {
  const { makeSpans } = spanMaker({ resource: { "service.name": "t" }, scope: { name: "t", version: "1" } });
  for (const [place, conversation] of conversations) {
    const bytes = ProtobufTraceSerializer.serializeRequest(
      makeSpans(planConversation(conversation, place, startMs).traces.flat()),
    );
    const { batch } = accept(ctx, decodeTraces(bytes!, "protobuf"));
    await writeBatch(pipeline, batch, new KnownBodies());
  }
}
