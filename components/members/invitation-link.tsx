import { SecretOnce } from "@/components/ui/secret-once";

interface InvitationLinkProps {
  email: string;
  link: string;
  /** ISO */
  expiresAt: string;
}

export function InvitationLink({ email, link, expiresAt }: InvitationLinkProps) {
  return (
    <SecretOnce what="invitation link" secret={link}>
      Send this link to {email}. It works once, until{" "}
      {new Date(expiresAt).toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, and is not shown
      again.
    </SecretOnce>
  );
}
