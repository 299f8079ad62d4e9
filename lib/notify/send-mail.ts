import type { MessagePayload, Notice } from "./message";
import { mailOf } from "./formats/email";
import { pictureOf } from "./formats/picture";

/** The instance's mail server. */
export interface MailSettings {
  /** smtp:// or smtps://, with user and password where it asks for them. */
  url: string;
  from: string;
}

/** From the connection to the server's last word. */
const TIMEOUT_MS = 10_000;

export interface Posting {
  /** The same for each try: programs show two mails of one id once. */
  id: string;
  recipients: readonly string[];
  payload: MessagePayload;
  notice: Notice;
}

/**
 * Hands one mail for all recipients to the server.
 * @returns what the server said, and whom it refused while it took the others
 * @throws Error with a sentence that may be shown
 */
export async function sendMail(
  settings: MailSettings,
  { id, recipients, payload, notice }: Posting,
): Promise<{ response: string; rejected: string[] }> {
  // By its default: its names are not seen by every loader.
  const { default: nodemailer } = await import("nodemailer");
  const transport = nodemailer.createTransport({
    url: settings.url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Text is text: what looks like a path or an address in it is neither read nor fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(notice.link).hostname;
  const drawn = payload.course ? await pictureOf(payload.course) : null;
  const picture = drawn && { ...drawn, cid: `${id}.course@${host}` };
  const about = payload.incident?.id ?? payload["incident_id"];
  try {
    const sent = await transport.sendMail({
      from: settings.from,
      to: [...recipients],
      messageId: `<${id}@${host}>`,
      // Programs show the messages of an incident as one conversation.
      ...(typeof about === "number" && { references: `<${payload.project}.incident.${about}@${host}>` }),
      headers: {
        "Auto-Submitted": "auto-generated",
        "X-Recount-Delivery": id,
        "X-Recount-Event": payload.type,
      },
      ...mailOf(notice, payload, picture),
      ...(picture && {
        attachments: [
          {
            filename: "course.png",
            contentType: "image/png",
            contentDisposition: "inline",
            cid: picture.cid,
            content: picture.png,
          },
        ],
      }),
    });
    return { response: sent.response, rejected: sent.rejected.map(String) };
  } finally {
    transport.close();
  }
}
