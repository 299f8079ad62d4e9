type KeyLike = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey">;

/** Whether an event is this key or chord. Shift is not looked at: it is already in the key ("?"). */
export function matchesKey(keys: string, event: KeyLike): boolean {
  const mod = keys.startsWith("mod+");
  const wanted = mod ? keys.slice(4) : keys;
  if (event.altKey || mod !== (event.metaKey || event.ctrlKey)) return false;
  return mod ? event.key.toLowerCase() === wanted : event.key === wanted;
}

/** Letters belong to whoever is being typed into. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  // Open menus and lists search by letter.
  return target.closest("[role=menu],[role=listbox],[role=combobox]") !== null;
}

const NAMES: Record<string, string> = {
  " ": "space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "enter",
  Escape: "esc",
};

/** How a key is printed: "mod+k" -> "⌘K" on Apple, "Ctrl K" elsewhere. */
export function keyLabel(keys: string, apple: boolean): string {
  if (keys.startsWith("mod+")) return `${apple ? "⌘" : "Ctrl "}${keys.slice(4).toUpperCase()}`;
  return NAMES[keys] ?? keys;
}
