import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { decisionsPath } from "@/components/decisions/decision-paths";
import { RuleForm } from "@/components/decisions/rule-form";
import { RuleList } from "@/components/decisions/rule-list";
import { ApplyRules, HashSubjects } from "@/components/decisions/rule-settings";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { lastRun } from "@/lib/decisions/apply-rules";
import { loggingChecklist } from "@/lib/decisions/checklist";
import { type DecisionRule, sourceWords } from "@/lib/decisions/rule";
import { getDecisionSettings } from "@/lib/decisions/rules";

import {
  addDecisionRuleAction,
  applyDecisionRulesAction,
  hashSubjectsAction,
  previewDecisionRuleAction,
  removeDecisionRuleAction,
  stopDecisionRulesAction,
} from "../actions";

export const metadata: Metadata = { title: "Rules for decisions" };

/** Which traces are decisions though nothing in them says so. */
export default async function RulesPage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await params;
  const ctx = await pageContext(project);
  const edits = may(ctx.actor, "edit_decisions");
  const [{ rules, hashSubjects }, run, { features }] = await Promise.all([
    getDecisionSettings(ctx),
    lastRun(ctx),
    loggingChecklist(ctx),
  ]);
  return (
    <>
      <PageHeader
        title="Rules for decisions"
        meta="The first rule that fits marks an interaction as a decision. What its client says itself wins over rules."
        actions={
          <Button asChild size="s">
            <Link href={decisionsPath(project)}>All decisions</Link>
          </Button>
        }
      />
      <Panel title="Rules" flush>
        {rules.length === 0 ? (
          <EmptyState small title="No rules">
            Interactions are decisions where their client says so.
          </EmptyState>
        ) : (
          <RuleList
            rules={rules.map((rule) => ({
              id: rule.id,
              name: rule.name,
              which: whichWords(rule),
              subject: sourceWords(rule.subject),
              outcome: sourceWords(rule.outcome),
            }))}
            remove={edits ? removeDecisionRuleAction.bind(null, project) : null}
          />
        )}
      </Panel>
      {edits && (
        <>
          <Panel title="A new rule">
            <RuleForm
              features={features.map(({ feature }) => feature)}
              preview={previewDecisionRuleAction.bind(null, project)}
              add={addDecisionRuleAction.bind(null, project)}
              hrefOf={consolePath(project, "traces")}
            />
          </Panel>
          <Panel title="Stored traces">
            <ApplyRules
              run={run}
              apply={applyDecisionRulesAction.bind(null, project)}
              stop={stopDecisionRulesAction.bind(null, project)}
            />
          </Panel>
          <Panel title="Subjects">
            <HashSubjects hashed={hashSubjects} change={hashSubjectsAction.bind(null, project)} />
          </Panel>
        </>
      )}
    </>
  );
}

const whichWords = ({ feature, tool, output_contains: words }: DecisionRule): string =>
  [
    ...(feature === null ? [] : [`feature ${feature}`]),
    ...(tool === null ? [] : [`tool ${tool} ran`]),
    ...(words === null ? [] : [`the answer contains “${words}”`]),
  ].join(", ");
