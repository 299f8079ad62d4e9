"use client";

import dynamic from "next/dynamic";

/**
 * Forms and sorting tables that stand within a page: the server draws them with it, and what makes them work (react-hook-form,
 * react-table) is fetched beside the page's own script, not before it. Forms within dialogs are fetched when the dialog opens.
 */
export const NameForm = dynamic(() => import("./account/name-form").then((one) => one.NameForm));
export const PasswordForm = dynamic(() => import("./account/password-form").then((one) => one.PasswordForm));
export const ProjectForm = dynamic(() => import("./projects/project-form").then((one) => one.ProjectForm));
export const InviteForm = dynamic(() => import("./members/invite-form").then((one) => one.InviteForm));
export const QuotaForm = dynamic(() =>
  import("@/components/ingest-usage/quota-form").then((one) => one.QuotaForm),
);
export const MonitorForm = dynamic(() => import("./monitors/monitor-form").then((one) => one.MonitorForm));
export const BudgetForm = dynamic(() => import("./budgets/budget-form").then((one) => one.BudgetForm));
export const EstimatesForm = dynamic(() =>
  import("./prices/estimates-form").then((one) => one.EstimatesForm),
);
export const RepricingForm = dynamic(() =>
  import("./prices/repricing-form").then((one) => one.RepricingForm),
);
export const ListLoadForm = dynamic(() => import("./prices/list-load-form").then((one) => one.ListLoadForm));
export const ApiKeyTable = dynamic(() => import("./api-keys/api-key-table").then((one) => one.ApiKeyTable));
export const BudgetTable = dynamic(() => import("./budgets/budget-table").then((one) => one.BudgetTable));
export const PromptTable = dynamic(() => import("./prompts/prompt-table").then((one) => one.PromptTable));
export const ExperimentTable = dynamic(() =>
  import("./experiments/experiment-table").then((one) => one.ExperimentTable),
);
export const ClientTable = dynamic(() =>
  import("./ingest-usage/client-table").then((one) => one.ClientTable),
);
export const CommentForm = dynamic(() => import("./incidents/comment-form").then((one) => one.CommentForm));
/** It begins with what the tab has kept, which only the browser knows. */
export const PostMortemEditor = dynamic(
  () => import("./incidents/post-mortem-editor").then((one) => one.PostMortemEditor),
  { ssr: false },
);
export const MarkdownView = dynamic(() => import("./ui/markdown-view").then((one) => one.MarkdownView));
