import { dimensionOf, isDimension } from "@/lib/model/filter-params";

import { type VersionNames, valueLabel } from "./dimension-labels";

export const attributeLabel = (attribute: string): string =>
  isDimension(attribute) ? dimensionOf(attribute).label : attribute;

/** A compared value as people read it. */
export function attributeValue(attribute: string, value: string | null, versions: VersionNames): string {
  if (value === "true") return "yes";
  if (value === "false") return "no";
  const label = isDimension(attribute) && value !== null ? dimensionOf(attribute).values?.[value] : undefined;
  // Within a sentence: how tools ran is no name.
  if (attribute === "tool_mode") return label?.toLowerCase() ?? valueLabel(attribute, value, versions);
  return label ?? valueLabel(attribute, value, versions);
}
