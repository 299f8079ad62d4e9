import { AuthTitle } from "@/components/account/auth-frame";
import { CodeBlock } from "@/components/ui/code-block";
import { MIN_PASSWORD_LENGTH } from "@/lib/model/password-length";

/** Nobody can sign in yet: the database was prepared without the first start. */
export function FirstUser() {
  return (
    <>
      <AuthTitle title="Nobody has an account yet">
        The first start makes an administrator, a project and an API key, and prints the password once. Start
        Recount on this database, or choose the first account yourself:
      </AuthTitle>
      <CodeBlock
        title="Terminal"
        what="command"
        code={`RECOUNT_ADMIN_EMAIL=you@example.com \\\nRECOUNT_ADMIN_PASSWORD='at least ${MIN_PASSWORD_LENGTH} characters' \\\nnpm start`}
      />
      <p className="text-s text-ink-3">Then load this page again.</p>
    </>
  );
}
