"use client";

import { useQueryStates } from "nuqs";

import { shellParams } from "./search-params";

/** Range and environment in client components. Changes go to the server and make a step in the history. */
export const useShellParams = () => useQueryStates(shellParams, { history: "push", shallow: false });
