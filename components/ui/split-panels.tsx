"use client";

import { type ReactNode, useEffectEvent, useLayoutEffect, useRef } from "react";
import {
  Group,
  type GroupImperativeHandle,
  Panel,
  Separator,
  useDefaultLayout,
} from "react-resizable-panels";

import { useNarrow } from "./use-narrow";

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

/** A main view and a side panel with a border that can be dragged or moved by arrow keys; one above the other on telephones. */
export function SplitPanels({
  id,
  main,
  side,
  sideSize = "420px",
  sideMin = "280px",
  mainMin = "360px",
}: SplitPanelsProps) {
  const panelIds = side ? ["main", "side"] : ["main"];
  const narrow = useNarrow();
  const storage = typeof window === "undefined" ? nowhere : window.localStorage;
  const layout = useDefaultLayout({ id: `recount-split-${id}${narrow ? "-narrow" : ""}`, panelIds, storage });
  const stored = layout.defaultLayout;
  const group = useRef<GroupImperativeHandle>(null);
  // The server does not know the remembered sizes: they are set once the browser has taken over, before it paints; later
  // changes are the viewer's own and must not be undone, so `stored` is not among the reasons to run.
  const restore = useEffectEvent(() => {
    if (stored) group.current?.setLayout(stored);
  });
  const hasSide = side !== undefined;
  useLayoutEffect(() => restore(), [narrow, hasSide]);
  return (
    <Group
      groupRef={group}
      key={narrow ? "narrow" : "wide"}
      orientation={narrow ? "vertical" : "horizontal"}
      className="h-full min-h-0"
      onLayoutChanged={layout.onLayoutChanged}
    >
      <Panel id="main" minSize={narrow ? "20%" : mainMin} className="min-w-0">
        {main}
      </Panel>
      {side && (
        <>
          <Separator
            aria-label="Resize side panel"
            className="relative bg-line outline-none after:absolute after:-inset-1 aria-[orientation=horizontal]:h-px aria-[orientation=vertical]:w-px hover:bg-accent-line focus-visible:bg-accent-fill data-[separator=active]:bg-accent-fill"
          />
          <Panel
            id="side"
            defaultSize={narrow ? "50%" : sideSize}
            minSize={narrow ? "20%" : sideMin}
            className="min-w-0"
          >
            {side}
          </Panel>
        </>
      )}
    </Group>
  );
}
