import { JsonView } from "@/components/ui/json-view";
import { plural } from "@/lib/format/count";
import type { SpanDocument } from "@/lib/traces/document";

import { SideSection } from "./side-section";

interface SpanRawProps {
  span: SpanDocument;
  /** Open at first: where the raw data is what one came for. */
  open?: boolean;
}

/** The span as it was sent; what of it has a place of its own is there, too, but for what stands first. */
export function SpanRaw({ span, open }: SpanRawProps) {
  const unmapped = Object.fromEntries(
    (span.unmapped_attributes ?? []).map((key) => [key, span.attributes?.[key] ?? null]),
  );
  const parts = [
    {
      title: "Not read by any dialect",
      value: unmapped,
      size: open ? 0 : Object.keys(unmapped).length,
      one: "attribute",
    },
    {
      title: open ? "Attributes" : "All attributes",
      value: span.attributes,
      size: Object.keys(span.attributes ?? {}).length,
      one: "attribute",
    },
    { title: "Events", value: span.events, size: span.events?.length ?? 0, one: "event" },
    { title: "Links", value: span.links, size: span.links?.length ?? 0, one: "link" },
    { title: "Span", value: span.sent_as, size: Object.keys(span.sent_as ?? {}).length, one: "field" },
    {
      title: "Resource and scope",
      value: span.resource,
      size: Object.keys(span.resource ?? {}).length,
      one: "part",
    },
    { title: "Metadata", value: span.metadata, size: Object.keys(span.metadata ?? {}).length, one: "field" },
  ].filter((part) => part.size > 0);
  if (parts.length === 0) {
    return open ? <p className="px-4 py-3 text-ink-3">This span came with nothing but its times.</p> : null;
  }
  return parts.map((part) => (
    <SideSection key={part.title} title={part.title} aside={plural(part.size, part.one)}>
      <JsonView value={part.value} what={part.title.toLowerCase()} openDepth={open ? 2 : 0} />
    </SideSection>
  ));
}
