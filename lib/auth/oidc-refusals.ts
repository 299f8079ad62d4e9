/** Why somebody whom the identity provider let in is not let in here. The word travels in an address, the sentence does not: nobody can write on our page. */
export const OIDC_REFUSALS = {
  no_email: "The identity provider sent no e-mail address.",
  unverified: "The identity provider has not verified this e-mail address.",
  linked: "This e-mail address belongs to another sign-in of the identity provider.",
  disabled: "This account is disabled.",
} as const;

export type OidcRefusal = keyof typeof OIDC_REFUSALS;

/** The sentence for a word from an address; nothing for any other word. */
export const refusalText = (word: string | null | undefined): string | undefined =>
  Object.entries(OIDC_REFUSALS).find(([reason]) => reason === word)?.[1];
