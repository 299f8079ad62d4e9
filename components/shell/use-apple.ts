"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether keys are printed as on Apple keyboards; true until the browser has been asked. */
export const useApple = (): boolean =>
  useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.userAgent),
    () => true,
  );
