import type { Page } from "@playwright/test";

/**
 * Figures of tables and heads that cannot be read whole where they stand: what holds them hides what is wider than itself. What
 * scrolls is not cut, and words may be.
 */
export const cutFigures = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    /** A number with whatever unit: 20.9 M, ≥ $0.0000076, 41.7 min, −3.95 pt, 26 min ago. */
    const isFigure = (text: string): boolean =>
      /^[~≥≠≤<>±+−-]?\s*\$?\d[\d,]*(?:\.\d+)?\s?(?:[%a-zµ]{0,7}(?:\/s)?)?(?: ago)?$/i.test(text);
    const hides = (element: Element): boolean => {
      const { overflowX } = getComputedStyle(element);
      return overflowX === "hidden" || overflowX === "clip";
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll("td *, td, dd *, dd, th *")) {
      if (element.children.length > 0) continue;
      const text = element.textContent.replaceAll("\u00a0", " ").trim();
      if (!isFigure(text) || element.closest(".sr-only, svg, [hidden]")) continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      if (box.width === 0) continue;
      for (let around: Element | null = element; around !== null; around = around.parentElement) {
        if (hides(around)) {
          const edges = around.getBoundingClientRect();
          if (box.right > edges.right + 1 || box.left < edges.left - 1) {
            const head =
              element.closest("table")?.caption?.textContent ??
              element.closest("dl")?.textContent.slice(0, 40);
            found.push(
              `${text} in ${head ?? "?"} (${Math.round(box.width)} of ${Math.round(edges.width)} px)`,
            );
            break;
          }
        }
        if (["TABLE", "DL"].includes(around.tagName)) break;
      }
    }
    return [...new Set(found)];
  });
