"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";

import { Button } from "@/components/ui/button";

/** Leaves for the identity provider of the settings. */
export function OidcButton({ name, returnTo }: { name: string; returnTo: string }) {
  const [leaving, setLeaving] = useState(false);
  function leave() {
    setLeaving(true);
    void signIn("oidc", { callbackUrl: returnTo }).catch(() => setLeaving(false));
  }
  return (
    <Button size="l" pending={leaving} onClick={leave} className="w-full">
      Continue with {name}
    </Button>
  );
}
