"use client";

import { ZoomOut } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";

import { useShortcut } from "./shortcuts";
import { useZoom } from "./use-zoom";

/** Back to the range before, beside the range itself; there only while two fixed ends are shown. */
export function ZoomOutButton() {
  const { onZoomOut } = useZoom();
  useShortcut({ keys: "z", label: "Zoom out in time", group: "Everywhere" }, () => onZoomOut?.());
  if (!onZoomOut) return null;
  return <IconButton icon={ZoomOut} label="Zoom out" shortcut="z" className="shrink-0" onClick={onZoomOut} />;
}
