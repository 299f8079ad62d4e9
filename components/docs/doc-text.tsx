import Link from "@/components/ui/link";
import path from "node:path";
import Markdown from "react-markdown";
import rehypeSlug from "rehype-slug";
import remarkGfm from "remark-gfm";

import { type Doc, docName } from "@/lib/docs/read-doc";

/** A page of the documentation: links between pages lead to pages, links to the code are words. */
export function DocText({ doc }: { doc: Doc }) {
  // The first page of a folder has the folder's name.
  const folder = IS_FOLDER.has(doc.name) ? doc.name : path.posix.dirname(doc.name).replace(/^\.$/, "");
  return (
    <article>
      <h1 className="text-xl font-semibold text-ink">{doc.title}</h1>
      <div className="markdown mt-4 max-w-[76ch] [&_td]:wrap-break-word [&_th]:wrap-normal">
        <Markdown
          remarkPlugins={[remarkGfm]}
          rehypePlugins={[rehypeSlug]}
          components={{
            a: ({ href = "", children }) => {
              if (href.startsWith("#")) return <a href={href}>{children}</a>;
              if (/^https?:/.test(href))
                return (
                  <a href={href} rel="noopener noreferrer">
                    {children}
                  </a>
                );
              const [file = "", anchor] = href.split("#");
              const name = docName(folder, file);
              if (name === null) return <span>{children}</span>;
              return (
                <Link href={`/docs/${name}${anchor === undefined ? "" : `#${anchor}`}`} prefetch={false}>
                  {children}
                </Link>
              );
            },
            code: ({ children, className }) =>
              // Addresses that this server answers.
              children === "/api-reference" ? (
                <Link href="/api-reference" prefetch={false}>
                  API reference
                </Link>
              ) : (
                <code className={className}>{children}</code>
              ),
          }}
        >
          {doc.text}
        </Markdown>
      </div>
    </article>
  );
}

const IS_FOLDER: ReadonlySet<string> = new Set(["adr", "clients", "contributing"]);
