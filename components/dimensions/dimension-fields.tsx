import type { Control, FieldValues, Path } from "react-hook-form";

import { TextField } from "@/components/ui/form";
import type { MetricDimension } from "@/lib/model/figure-dimensions";
import { dimensionOf } from "@/lib/model/filter-params";

interface DimensionFieldsProps<V extends FieldValues, I, D extends MetricDimension> {
  of: { control: Control<V, unknown, I> };
  dimensions: readonly D[];
  /** Where the form keeps it. */
  nameOf: (dimension: D) => Path<V>;
  /** Values that there have been, to choose from. */
  words: Partial<Record<MetricDimension, readonly string[]>>;
}

/** Which calls or interactions are meant: a line for each dimension, empty for any. */
export const DimensionFields = <V extends FieldValues, I, D extends MetricDimension>({
  of,
  dimensions,
  nameOf,
  words,
}: DimensionFieldsProps<V, I, D>) =>
  dimensions.map((dimension) => (
    <TextField
      key={dimension}
      of={of}
      name={nameOf(dimension)}
      label={dimensionOf(dimension).label}
      optional
      suggestions={words[dimension]}
      placeholder="any"
      autoComplete="off"
      spellCheck={false}
      className="font-mono"
    />
  ));
