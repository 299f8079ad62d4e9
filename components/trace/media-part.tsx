"use client";

import { AudioLines, ExternalLink, Image as ImageIcon } from "lucide-react";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/format/bytes";
import type { SpanDocument } from "@/lib/traces/document";
import { inlineMedia, type InlineMedia } from "@/lib/traces/inline-media";
import type { ShownMessage } from "@/lib/traces/message-text";

import { LongText } from "./long-text";

type Carrier = Pick<SpanDocument, "attributes" | "events">;

/** Where the images and sounds are that messages stand for: the span as it was sent, at hand or to be asked for. */
export type MediaOf = { span: Carrier } | { load: () => Promise<Carrier> };

const Of = createContext<MediaOf | null>(null);
export const MediaIn = ({ of, children }: { of: MediaOf; children: ReactNode }) => (
  <Of value={of}>{children}</Of>
);

/** What is larger waits for a click: it was not asked for. */
const SHOWN_BYTES = 512 * 1024;
const SHOWN_PIXELS = 4_000_000;
/** A small file that would fill the memory of a browser is not opened at all. */
const MOST_PIXELS = 100_000_000;

type MediaPartOf = Extract<Exclude<NonNullable<ShownMessage["content"]>, string>[number], { type: "media" }>;

/** An image or a sound of a message: shown where it came with the trace, as a link where it lies elsewhere. */
export function MediaPart({ part, limit }: { part: MediaPartOf; limit: number | undefined }) {
  const facts = [
    part.modality,
    part.mime_type,
    part.bytes === undefined ? undefined : formatBytes(part.bytes),
    part.file_id,
  ];
  const Icon = part.modality === "audio" ? AudioLines : ImageIcon;
  return (
    <div className="grid min-w-0 gap-1">
      <span className="flex min-w-0 items-center gap-1.5 text-ink-2">
        <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        <span className="truncate">{facts.filter(Boolean).join(" · ")}</span>
      </span>
      {part.uri !== undefined && <Elsewhere uri={part.uri} />}
      {part.bytes !== undefined && <Inline part={part} bytes={part.bytes} />}
      {part.transcript !== undefined && <LongText text={part.transcript} limit={limit} />}
    </div>
  );
}

/** Nothing is loaded from there: whoever keeps it would learn who reads this trace, and when. */
function Elsewhere({ uri }: { uri: string }) {
  if (!/^https?:\/\//i.test(uri)) return <span className="truncate font-mono text-xs">{uri}</span>;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
      <a
        href={uri}
        target="_blank"
        rel="noopener noreferrer"
        className="flex min-w-0 items-center gap-1 text-accent underline"
      >
        <span className="max-w-80 truncate">{uri}</span>
        <ExternalLink aria-hidden className="size-3 shrink-0" />
      </a>
      <span className="text-xs text-ink-3">not loaded from there</span>
    </span>
  );
}

function Inline({ part, bytes }: { part: MediaPartOf; bytes: number }) {
  const of = useContext(Of);
  const [asked, setAsked] = useState(false);
  const [loaded, setLoaded] = useState<Carrier | string | null>(null);
  const span = of !== null && "span" in of ? of.span : typeof loaded === "string" ? null : loaded;
  const found = useMemo(() => (span === null ? null : inlineMedia(span, bytes)), [span, bytes]);
  if (of === null) return null;
  if (found === null && "load" in of)
    return typeof loaded === "string" ? (
      <p className="text-s text-bad">{loaded}</p>
    ) : (
      <Ask
        what={part.modality}
        pending={asked}
        onAsk={() => {
          setAsked(true);
          of.load().then(setLoaded, (error: unknown) =>
            setLoaded(error instanceof Error ? error.message : "It could not be read."),
          );
        }}
      />
    );
  if (found === null) return null;
  if (!found.found) return <p className="text-s text-ink-3">{found.why}</p>;
  if (found.pixels !== null && found.pixels > MOST_PIXELS)
    return <p className="text-s text-ink-3">It has too many pixels to be shown.</p>;
  return !asked && isLarge(found) ? (
    <Ask what={found.kind} pending={false} onAsk={() => setAsked(true)} />
  ) : (
    <Shown media={found} name={part.modality} />
  );
}

/** Unknown is large: of some formats the head does not tell how many pixels there are. */
const isLarge = ({ kind, bytes, pixels }: Extract<InlineMedia, { found: true }>): boolean =>
  bytes > SHOWN_BYTES || (kind === "image" && (pixels === null || pixels > SHOWN_PIXELS));

const Ask = ({ what, pending, onAsk }: { what: string; pending: boolean; onAsk: () => void }) => (
  <span>
    <Button size="s" pending={pending} onClick={onAsk}>
      Show the {what === "audio" ? "sound" : what === "image" ? "image" : "file"}
    </Button>
  </span>
);

/** By the type that its first bytes have: what the client called it is not told to the browser. */
function Shown({ media, name }: { media: Extract<InlineMedia, { found: true }>; name: string }) {
  const [broken, setBroken] = useState(false);
  const src = `data:${media.type};base64,${media.base64}`;
  if (broken) return <p className="text-s text-ink-3">The browser cannot show it.</p>;
  return media.kind === "image" ? (
    // It is in the page already: no size of it would be loaded.
    <img
      src={src}
      alt={`${name} of the message`}
      className="max-h-96 max-w-full justify-self-start rounded-m border border-line bg-sunken object-contain"
      onError={() => setBroken(true)}
    />
  ) : (
    <audio
      controls
      preload="metadata"
      src={src}
      aria-label={`${name} of the message`}
      className="h-10 w-full max-w-100"
      onError={() => setBroken(true)}
    />
  );
}
