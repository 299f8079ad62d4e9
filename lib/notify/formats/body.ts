import type { ChannelKind } from "../channel";
import { type MessagePayload, noticeOf } from "../message";
import { pagerDutyEvent } from "./pagerduty";
import { slackBody } from "./slack";
import { teamsBody } from "./teams";

interface Said {
  id: string;
  payload: MessagePayload;
  channelKind: Exclude<ChannelKind, "email">;
  secret: string | null;
}

/** What is posted to a receiver, in the form of its kind. @param publicUrl the console's address */
export function bodyOf({ id, payload, channelKind, secret }: Said, publicUrl: string): object {
  const notice = noticeOf(payload, publicUrl);
  switch (channelKind) {
    case "slack":
      return slackBody(notice);
    case "teams":
      return teamsBody(notice);
    case "pagerduty":
      return pagerDutyEvent({ id, routingKey: secret ?? "", payload, notice, publicUrl });
    case "webhook":
      return { id, ...payload, link: notice.link };
  }
}
