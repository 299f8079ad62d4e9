import { z } from "zod";

import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "@/lib/model/password-length";

/** No rule about kinds of characters, which only makes people write it down. */
export const Password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, { error: `Use at least ${MIN_PASSWORD_LENGTH} characters.` })
  .max(MAX_PASSWORD_LENGTH, { error: "Use at most 1,024 characters." });

const PersonName = z
  .string()
  .trim()
  .min(1, { error: "Say what to call you." })
  .max(120, { error: "Use at most 120 characters." });

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email({ error: "This is not an e-mail address." }).max(254));

export const RenameUser = z.object({ name: PersonName });
export type RenameUser = z.infer<typeof RenameUser>;

export const ChangePassword = z.object({ current: z.string(), next: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** What somebody new chooses; the address is the invitation's. */
export const NewAccount = z.object({ name: PersonName, password: Password });
export type NewAccount = z.infer<typeof NewAccount>;
