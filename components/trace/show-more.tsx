"use client";

import { formatCount } from "@/lib/format/count";

/** The way to the rest of a text of which the beginning is shown, and back. @param rest characters that are not shown */
export const ShowMore = ({
  open,
  rest,
  onChange,
}: {
  open: boolean;
  rest: number;
  onChange: (open: boolean) => void;
}) => (
  <button
    type="button"
    data-chrome
    aria-expanded={open}
    className="text-accent hover:underline"
    onClick={() => onChange(!open)}
  >
    {open ? "show less" : `${formatCount(rest)} characters more`}
  </button>
);

/** A cut that saves a line or two is not worth a click. */
export const isLong = (length: number, limit: number): boolean => length > limit * 1.25;
