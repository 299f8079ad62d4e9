"use client";

import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

import { cn } from "@/components/ui/cn";
import { rehypeQuietLinks, SANITIZED } from "@/lib/incidents/markdown";

const REMARK = [remarkGfm];
const REHYPE: React.ComponentProps<typeof Markdown>["rehypePlugins"] = [
  [rehypeSanitize, SANITIZED],
  rehypeQuietLinks,
];

/** Markdown that people wrote: no markup of their own runs, and nothing of other hosts is loaded. */
export const MarkdownView = ({ text, className }: { text: string; className?: string }) => (
  <div className={cn("markdown", className)}>
    <Markdown remarkPlugins={REMARK} rehypePlugins={REHYPE}>
      {text}
    </Markdown>
  </div>
);
