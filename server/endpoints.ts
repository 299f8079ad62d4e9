import { BUDGET_ENDPOINTS } from "./budgets";
import type { Endpoint } from "./endpoint";
import { HEALTH_ENDPOINTS } from "./health";
import { LANGFUSE_ENDPOINTS } from "./langfuse/endpoints";
import { LANGSMITH_ENDPOINTS } from "./langsmith/endpoints";
import { METRICS_ENDPOINTS } from "./metrics";
import { NATIVE_ENDPOINTS } from "./native";
import { OTLP_ENDPOINTS } from "./otlp";
import { REPORT_ENDPOINTS } from "./reports";

/** Everything that the server answers, the busiest first; the first that matches answers. The rest is the console's. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...OTLP_ENDPOINTS,
  ...BUDGET_ENDPOINTS,
  ...NATIVE_ENDPOINTS,
  ...REPORT_ENDPOINTS,
  ...LANGFUSE_ENDPOINTS,
  ...LANGSMITH_ENDPOINTS,
  ...HEALTH_ENDPOINTS,
  ...METRICS_ENDPOINTS,
];
