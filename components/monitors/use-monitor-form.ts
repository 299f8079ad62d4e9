"use client";

import { useRouter } from "next/navigation";

import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { MetricDimension } from "@/lib/model/figure-dimensions";
import type { BackTest } from "@/lib/monitors/back-test";
import type { MonitorInput } from "@/lib/monitors/definition";

import { monitorInput, monitorText } from "./monitor-fields";

export type Words = Partial<Record<MetricDimension, readonly string[]>>;

export interface MonitorFormProps {
  initial: MonitorInput;
  isNew: boolean;
  /** Names of metrics, to choose from. */
  metrics: readonly string[];
  /** Values of dimensions, to choose from. */
  words: Words;
  save: (input: MonitorInput) => Promise<ActionResult<{ id: number }>>;
  tryOut: (input: MonitorInput) => Promise<ActionResult<BackTest>>;
  /** Address of the page of monitors. */
  path: string;
}

const schema = () => import("@/lib/monitors/definition").then((one) => one.MonitorInput);

/** The form of a monitor: what was typed, checked by the verb's own schema, saved by it. */
export function useMonitorForm({ initial, save, path }: MonitorFormProps) {
  const router = useRouter();
  return useFormAction({
    initial: monitorText(initial),
    schema,
    inputOf: monitorInput,
    action: save,
    onDone: ({ id }) => {
      notify.done("Monitor saved");
      router.push(`${path}/${id}`);
    },
  });
}

export type MonitorFormState = ReturnType<typeof useMonitorForm>;
