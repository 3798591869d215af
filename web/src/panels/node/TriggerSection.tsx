import type { NodeRecord, NodeType } from "@/api/types";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { CallTrigger } from "@/panels/publish/CallTrigger";
import { usePublication } from "@/panels/publish/usePublication";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { Section } from "@/ui/Section";
import { Switch } from "@/ui/Switch";

interface TriggerSectionProps {
  node: NodeRecord;
  startedBy: NonNullable<NodeType["startedBy"]>;
}

/** Whether the workflow starts by itself, where it is called, and what was the matter last. */
export function TriggerSection({ node, startedBy }: TriggerSectionProps) {
  const { view } = useStudio();
  const { publication, error, busy, actions } = usePublication();
  if (error) {
    return (
      <Section title={tl("publish.byItself")}>
        <p className="text-sm text-bad">{wordsOf(error)}</p>
      </Section>
    );
  }
  if (!publication) return <Section title={tl("publish.byItself")}>{t("panels.opening")}</Section>;
  const { active, call, clock, stable } = publication;
  const meant = startedBy === "call" ? call : clock;
  return (
    <Section title={tl("publish.byItself")}>
      {stable === null || meant === null ? (
        <div className="flex items-center justify-between gap-3">
          <p className="text-sm text-muted">
            {tl(stable === null ? "publish.activeNeeds" : "triggers.notPublished")}
          </p>
          <Button size="sm" onClick={() => view.openDialog({ kind: "publish" })}>
            {tl("triggers.publish")}
          </Button>
        </div>
      ) : (
        <div className="flex items-center justify-between gap-3">
          <span>{tl("publish.active")}</span>
          <Switch
            label={tl("publish.active")}
            checked={active}
            onChange={(on) => void actions.switchTo(on)}
          />
        </div>
      )}
      {startedBy === "call" && call ? (
        <CallTrigger
          call={call}
          payload={node.data.payload ?? {}}
          busy={busy}
          onRenew={actions.renewSecret}
        />
      ) : null}
      {startedBy === "clock" && clock?.lastError ? (
        <p role="alert" className="text-sm text-bad">
          {tl("publish.lastError", { reason: clock.lastError })}
        </p>
      ) : null}
    </Section>
  );
}
