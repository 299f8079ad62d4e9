import { Failure } from "@/lib/errors";
import { isObject, type Json } from "@/lib/model/json";

import { requireFewItems } from "../item-limit";
import type { Refusal } from "./refusal";
import type { Operation } from "./run-parts";

/** What a request says, before anything of it is judged: messages about runs and about feedback, in order. */
export interface Messages {
  /** `id`: said in the address, or in the name of a part. */
  runs: { operation: Operation; id?: string; value: Json | undefined }[];
  feedback: { id?: string; value: Json | undefined }[];
  refused: Refusal[];
}

export const aboutRun = (operation: Operation, value: unknown, id?: string): Messages => ({
  runs: [{ operation, value: value as Json, ...(id === undefined ? {} : { id }) }],
  feedback: [],
  refused: [],
});

export const aboutFeedback = (value: unknown, id?: string): Messages => ({
  runs: [],
  feedback: [{ value: value as Json, ...(id === undefined ? {} : { id }) }],
  refused: [],
});

/** The body of `POST /runs/batch`. @throws Failure bad_request */
export function messagesOfBatch(body: unknown): Messages {
  const { post = [], patch = [] } = isObject(body) ? body : { post: null };
  if (!Array.isArray(post ?? []) || !Array.isArray(patch ?? []) || !isObject(body))
    throw new Failure("bad_request", 'The body is {"post":[run…],"patch":[run…]}.');
  const [posts, patches] = [post ?? [], patch ?? []] as [Json[], Json[]];
  requireFewItems(posts.length + patches.length);
  return {
    runs: [
      ...posts.map((value) => ({ operation: "post" as const, value })),
      ...patches.map((value) => ({ operation: "patch" as const, value })),
    ],
    feedback: [],
    refused: [],
  };
}
