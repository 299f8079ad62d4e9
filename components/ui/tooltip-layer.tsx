"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { Kbd } from "./kbd";
import { placeTip } from "./place-tip";

const DELAY_MS = 350;
/** Moving to a neighbour soon after shows its tip at once. */
const WARM_MS = 300;
const TIP_ID = "tip";

interface Shown {
  target: HTMLElement;
  text: string;
  key: string | undefined;
}

/** Draws the tip of whatever carries `data-tip` under the pointer or the focus. Mounted once. */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let target: HTMLElement | undefined;
    let hiddenAt = 0;

    const hide = () => {
      clearTimeout(timer);
      if (target?.getAttribute("aria-describedby") === TIP_ID) {
        target.removeAttribute("aria-describedby");
        hiddenAt = Date.now();
      }
      target = undefined;
      setShown(undefined);
    };
    const show = (element: HTMLElement, delayMs: number) => {
      if (element === target) return;
      hide();
      target = element;
      timer = setTimeout(
        () => {
          const text = element.dataset.tip;
          if (!text || !element.isConnected || element.dataset.state === "open") return;
          if (!element.hasAttribute("aria-describedby")) element.setAttribute("aria-describedby", TIP_ID);
          setShown({ target: element, text, key: element.dataset.tipKey });
        },
        Date.now() - hiddenAt < WARM_MS ? 0 : delayMs,
      );
    };
    const find = (event: Event) =>
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;

    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch" || box.current?.contains(event.target as Node)) return;
      const element = find(event);
      if (element) show(element, DELAY_MS);
      else if (target && target !== document.activeElement) hide();
    };
    const focus = (event: FocusEvent) => {
      const element = find(event);
      if (element?.matches(":focus-visible")) show(element, 0);
    };
    const key = (event: KeyboardEvent) => event.key === "Escape" && hide();

    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", key);
    document.addEventListener("scroll", hide, true);
    return () => {
      hide();
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", key);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (!shown || !element) return;
    const { left, top } = placeTip(shown.target.getBoundingClientRect(), element.getBoundingClientRect(), {
      width: innerWidth,
      height: innerHeight,
    });
    element.style.transform = `translate(${left}px, ${top}px)`;
  }, [shown]);

  if (!shown) return null;
  return (
    <div
      ref={box}
      id={TIP_ID}
      role="tooltip"
      className="fixed top-0 left-0 z-50 flex max-w-80 animate-fade items-center gap-2 rounded-m bg-ink px-2 py-1 text-s text-page shadow-pop print:hidden"
    >
      <span className="tabular break-words whitespace-pre-line">{shown.text}</span>
      {shown.key && <Kbd inverse>{shown.key}</Kbd>}
    </div>
  );
}
