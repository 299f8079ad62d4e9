"use client";

import { TimeChart } from "./time-chart";
import type { TimeChartProps } from "../types";

/** Amounts that add up: cost, calls, tokens, by what they were for. From zero, largest seven and the rest as "Other". */
export const StackedBarChart = (props: TimeChartProps) => <TimeChart look="stack" {...props} />;
