import { expect, it } from "vitest";

import { looksLikeMarkdown } from "./looks-like-markdown";

it.each([
  "# Refunds\nWithin a day",
  "You can:\n- cancel\n- change",
  "1. First\n2. Second",
  "Use `cancel_reservation` for it",
  "It is **not** refundable",
  "See [the rules](https://example.com/rules)",
  "```json\n{}\n```",
  "| fare | refund |\n| --- | --- |\n| Light | no |",
])("is Markdown: %j", (text) => expect(looksLikeMarkdown(text)).toBe(true));

it.each([
  "Your bank declined the refund.",
  "2 * 3 * 4 is 24, a_b_c stays",
  "Flight QB897 - 3 seats, #12 in the list",
  "first line\n\tsecond line\n  third line",
  "",
])("is none: %j", (text) => expect(looksLikeMarkdown(text)).toBe(false));
