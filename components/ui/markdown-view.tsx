"use client";

import type { ComponentProps } from "react";
import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";

import { cn } from "@/components/ui/cn";
import { rehypeAbsoluteLinks, rehypeQuietLinks, SANITIZED } from "@/lib/format/markdown";

type MarkdownProps = ComponentProps<typeof Markdown>;

const REMARK = [remarkGfm];
const REHYPE: MarkdownProps["rehypePlugins"] = [[rehypeSanitize, SANITIZED], rehypeQuietLinks];

const OF_MODELS: MarkdownProps["rehypePlugins"] = [...(REHYPE ?? []), rehypeAbsoluteLinks];

const headed = ({ children }: { children?: React.ReactNode }) => <p className="font-semibold">{children}</p>;
/** A text within a page is no part of the page's own headings. */
const WITHIN: MarkdownProps["components"] = {
  h1: headed,
  h2: headed,
  h3: headed,
  h4: headed,
  h5: headed,
  h6: headed,
};

interface MarkdownViewProps {
  text: string;
  className?: string;
  /** It is one of many texts of a page, and a model may have written it. */
  isPart?: boolean;
}

/** Markdown that people or models wrote: no markup of their own runs, and nothing of other hosts is loaded. */
export const MarkdownView = ({ text, className, isPart = false }: MarkdownViewProps) => (
  <div dir="auto" className={cn("markdown", className)}>
    <Markdown
      remarkPlugins={REMARK}
      rehypePlugins={isPart ? OF_MODELS : REHYPE}
      components={isPart ? WITHIN : undefined}
    >
      {text}
    </Markdown>
  </div>
);
