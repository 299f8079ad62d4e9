"use client";

import { formatCount } from "@/lib/format/count";

/** The way to the rest of a text of which the beginning is shown, and back. @param rest characters that are not shown */
export const ShowMore = ({
  open,
  rest,
  all = false,
  onChange,
}: {
  open: boolean;
  rest: number;
  /** `rest` is the whole text: how much of it is in sight is not known. */
  all?: boolean;
  onChange: (open: boolean) => void;
}) => (
  <button
    type="button"
    data-chrome
    aria-expanded={open}
    className="text-accent hover:underline"
    onClick={() => onChange(!open)}
  >
    {open
      ? "show less"
      : all
        ? `show all ${formatCount(rest)} characters`
        : `${formatCount(rest)} characters more`}
  </button>
);

/** A cut that saves a line or two is not worth a click. */
export const isLong = (length: number, limit: number): boolean => length > limit * 1.25;
