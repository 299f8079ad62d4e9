"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

import { consolePath } from "@/components/shell/routes";
import { serializeShellParams } from "@/components/shell/search-params";
import { useShortcut } from "@/components/shell/shortcuts";
import { useShellParams } from "@/components/shell/use-shell-params";
import { Button } from "@/components/ui/button";

import { othersText } from "./others-text";

interface Selected {
  text: string;
  /** Where the selection ends on the screen, CSS pixels. */
  left: number;
  top: number;
}

const BUTTON_PX = { width: 116, height: 36 };

/** Beside a text that is selected in what was said: the way to other traces that hold it. */
export function FindOthers({ projectSlug }: { projectSlug: string }) {
  const selected = useSelectedText();
  const [{ live: _, ...view }] = useShellParams();
  const router = useRouter();
  const path = serializeShellParams(consolePath(projectSlug, "traces"), view);
  const href = `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ q: selected?.text ?? "" })}`;
  useShortcut(
    { keys: "o", label: "Find others with the selected text", group: "Trace" },
    () => router.push(href),
    selected !== null,
  );
  if (selected === null) return null;
  return (
    <div
      className="fixed z-40 rounded-m shadow-pop"
      style={{ left: selected.left, top: selected.top }}
      // The selection stays while the button is pressed.
      onPointerDown={(event) => event.preventDefault()}
    >
      <Button asChild>
        <Link href={href} prefetch={false} data-tip={`Traces with “${selected.text}”`} data-tip-key="o">
          <Search aria-hidden className="size-3.5" />
          Find others
        </Link>
      </Button>
    </div>
  );
}

/** What is selected within an element that carries `data-said`; null: nothing, or elsewhere. */
function useSelectedText(): Selected | null {
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setSelected(selectionNow()));
    };
    document.addEventListener("selectionchange", look);
    // Whatever scrolls under the button.
    document.addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("selectionchange", look);
      document.removeEventListener("scroll", look, { capture: true });
      removeEventListener("resize", look);
    };
  }, []);
  return selected;
}

function selectionNow(): Selected | null {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const element = within instanceof Element ? within : within.parentElement;
  if (!element?.closest("[data-said]")) return null;
  const text = othersText(selection.toString());
  const end = [...range.getClientRects()].at(-1);
  if (text === null || end === undefined) return null;
  return {
    text,
    left: Math.max(8, Math.min(end.right + 4, innerWidth - BUTTON_PX.width - 8)),
    top: Math.max(8, Math.min(end.bottom + 4, innerHeight - BUTTON_PX.height - 8)),
  };
}
