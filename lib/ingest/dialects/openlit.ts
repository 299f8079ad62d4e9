import type { Facts } from "./facts";

/** Whether OpenLIT wrote the span: its older versions name themselves only in the resource. */
export const isOpenlit = (facts: Facts): boolean =>
  /^@?openlit\b/.test(facts.scope.name) || facts.resource.attributes.get("telemetry.sdk.name") === "openlit";
