/** Ground of everything that floats. */
export const POPUP =
  "z-40 animate-enter rounded-l bg-surface text-s text-ink shadow-pop max-h-(--radix-popper-available-height) overflow-y-auto";

/** A line in a floating list; `data-highlighted` is set by Radix, `data-selected` by cmdk, which also writes `data-disabled="false"`. */
export const ITEM =
  "flex min-h-7 cursor-default items-center gap-2 rounded-s px-2 outline-none select-none data-highlighted:bg-hover data-[selected=true]:bg-hover data-[disabled='']:text-ink-3 data-[disabled=true]:text-ink-3";
