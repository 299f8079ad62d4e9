"use client";

import { useCallback, useState } from "react";

import { notify } from "@/components/ui/notify";
import { settle } from "@/components/ui/use-action";
import { fetchJson } from "@/lib/http/fetch-json";
import type { ActionResult } from "@/lib/http/action-result";
import type { PostMortem } from "@/lib/incidents/get-post-mortem";
import type { SavePostMortem } from "@/lib/incidents/schemas";

import { keepDraft, readDraft } from "./kept-draft";

export type Saved = Pick<PostMortem, "text" | "saved">;

export interface PostMortemSource {
  /** Of the incident. */
  id: string;
  /** As it was when the page was made. */
  first: Saved;
  /** What a save is signed with. */
  viewer: string;
  /** Where it is as JSON. */
  jsonHref: string;
  save: (input: SavePostMortem) => Promise<ActionResult<{ at: string }>>;
}

/** A text between its last saved form and what somebody makes of it; another writer's text is shown, never written over unseen. */
export function usePostMortem({ id, first, viewer, jsonHref, save }: PostMortemSource) {
  // Drawn in the browser alone, which knows what this tab has kept.
  const [kept] = useState(() => readDraft(jsonHref));
  const [base, setBase] = useState<Saved>(() =>
    // What a text is based on decides whether somebody else was faster.
    kept === null || kept.basedOn === (first.saved?.at ?? null)
      ? first
      : { text: first.text, saved: kept.basedOn === null ? null : { at: kept.basedOn, by: "" } },
  );
  const [text, setText] = useState(kept?.text ?? first.text);
  const [restored, setRestored] = useState(kept !== null && kept.text !== first.text);
  const [theirs, setTheirs] = useState<Saved>();
  const [failure, setFailure] = useState<string>();
  const [pending, setPending] = useState(false);
  const unsaved = text !== base.text;

  const write = (next: string) => {
    setText(next);
    keepDraft(jsonHref, next === base.text ? null : { text: next, basedOn: base.saved?.at ?? null });
  };

  const send = useCallback(async (): Promise<boolean> => {
    if (pending) return false;
    setPending(true);
    setFailure(undefined);
    const result = await settle(save({ id, text, basedOn: base.saved?.at ?? null }));
    if (result.ok) {
      setBase({ text, saved: { at: result.value.at, by: viewer } });
      setRestored(false);
      setTheirs(undefined);
      keepDraft(jsonHref, null);
      notify.done("Post-mortem saved");
    } else if (result.code === "conflict")
      await fetchJson<Saved>(jsonHref).then(setTheirs, () => setFailure(result.message));
    else setFailure(result.message);
    setPending(false);
    return result.ok;
  }, [base, id, jsonHref, pending, save, text, viewer]);

  return {
    text,
    write,
    base,
    unsaved,
    /** A draft of facts may be saved as it is. */
    savable: unsaved || base.saved === null,
    restored,
    theirs,
    failure,
    pending,
    send,
    /** Both texts in one, to be put in order by hand; saving it replaces theirs. */
    putTogether: () => {
      if (!theirs) return;
      const joined = `${text.trimEnd()}\n\n---\n\n*Saved meanwhile by ${theirs.saved?.by ?? "somebody else"}, to be put together with the above:*\n\n${theirs.text}`;
      setBase(theirs);
      setTheirs(undefined);
      setText(joined);
      keepDraft(jsonHref, { text: joined, basedOn: theirs.saved?.at ?? null });
    },
    discard: () => {
      keepDraft(jsonHref, null);
      setBase(first);
      setText(first.text);
      setRestored(false);
    },
  };
}
