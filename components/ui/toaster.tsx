"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

import { onToast } from "./notify";

const ToastArea = dynamic(() => import("./toast-area"), { ssr: false });

/** Where toasts appear; raise one with `notify`. Nothing is loaded until there is one. */
export function Toaster() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => (wanted ? undefined : onToast(() => setWanted(true))), [wanted]);
  return wanted ? <ToastArea /> : null;
}
