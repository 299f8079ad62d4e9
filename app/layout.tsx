import "./globals.css";

import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";

import { THEME_SCRIPT } from "@/components/shell/theme-script";
import { ZONE_SCRIPT } from "@/components/shell/zone-script";

import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Recount", template: "%s · Recount" },
  description: "The flight recorder for AI features",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfd" },
    { media: "(prefers-color-scheme: dark)", color: "#111113" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // From proxy.ts. Browsers take it out of the page before React looks, hence the warnings that are suppressed.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    // The script below sets the class before React arrives, so the two may differ here and only here.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: ZONE_SCRIPT }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
