import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, render as renderTree } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  AppRouterContext,
  type AppRouterInstance,
} from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import type { ReactElement, ReactNode } from "react";
import { afterEach, vi } from "vitest";

import type { ActionFailure, ActionResult } from "@/lib/http/action-result";

// The whole document in every failure hides what failed.
configure({ getElementError: (message) => new Error(message ?? "not found") });

afterEach(() => {
  cleanup();
  localStorage.clear();
});

/** What jsdom has not: it lays nothing out. */
class NoResizes implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver ??= NoResizes;
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.scrollTo ??= () => {};

/** Draws a component as a page would: with a router, an address, a store of answers. */
export function render(element: ReactElement, { search = "" }: { search?: string } = {}) {
  const router = {
    push: vi.fn(),
    replace: vi.fn(),
    refresh: vi.fn(),
    back: vi.fn(),
    forward: vi.fn(),
    prefetch: vi.fn(),
  } satisfies Partial<AppRouterInstance>;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = ({ children }: { children: ReactNode }) => (
    <AppRouterContext value={router as unknown as AppRouterInstance}>
      <QueryClientProvider client={queries}>
        <NuqsTestingAdapter searchParams={search} hasMemory>
          {children}
        </NuqsTestingAdapter>
      </QueryClientProvider>
    </AppRouterContext>
  );
  return { user: userEvent.setup({ delay: null }), router, ...renderTree(element, { wrapper: page }) };
}

/** A server action that is answered by the test, when the test says so. */
export function heldAction<T>() {
  const calls: unknown[][] = [];
  let settle: (result: ActionResult<T>) => void = () => {};
  const action = (...input: unknown[]): Promise<ActionResult<T>> => {
    calls.push(input);
    return new Promise((resolve) => {
      settle = resolve;
    });
  };
  return {
    action,
    calls,
    done: (value: T) => settle({ ok: true, value }),
    refuse: (failure: Partial<ActionFailure>) =>
      settle({ ok: false, code: "bad_request", message: "Refused.", fields: {}, ...failure }),
  };
}
