"use client";

import type { ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";

interface SplitPanelsProps {
  /** Under this name the sizes are remembered in this browser. */
  id: string;
  main: ReactNode;
  /** Left out when nothing is selected. */
  side?: ReactNode;
  /** CSS size of the side at first and at least, e.g. "420px" or "30%". */
  sideSize?: string;
  sideMin?: string;
  mainMin?: string;
}

const nowhere = { getItem: () => null, setItem: () => {} };

/** A main view and a side panel with a border that can be dragged or moved by arrow keys. */
export function SplitPanels({
  id,
  main,
  side,
  sideSize = "420px",
  sideMin = "280px",
  mainMin = "360px",
}: SplitPanelsProps) {
  const panelIds = side ? ["main", "side"] : ["main"];
  const storage = typeof window === "undefined" ? nowhere : window.localStorage;
  const layout = useDefaultLayout({ id: `recount-split-${id}`, panelIds, storage });
  return (
    <Group
      orientation="horizontal"
      className="h-full min-h-0"
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
    >
      <Panel id="main" minSize={mainMin} className="min-w-0">
        {main}
      </Panel>
      {side && (
        <>
          <Separator
            aria-label="Resize side panel"
            className="relative w-px bg-line outline-none after:absolute after:inset-y-0 after:-left-1 after:w-2.25 hover:bg-accent-line focus-visible:bg-accent-fill data-[separator=active]:bg-accent-fill"
          />
          <Panel id="side" defaultSize={sideSize} minSize={sideMin} className="min-w-0">
            {side}
          </Panel>
        </>
      )}
    </Group>
  );
}
