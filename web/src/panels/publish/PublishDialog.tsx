import { Rocket } from "lucide-react";

import type { Publication } from "@/api/types";
import { whenWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useProblems } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Switch } from "@/ui/Switch";
import { useNow } from "@/ui/useNow";

import { CallTrigger } from "./CallTrigger";
import { ClockTrigger } from "./ClockTrigger";
import { NoticeSection } from "./NoticeSection";
import { PublishedVersions } from "./PublishedVersions";
import { usePublication, type PublicationActions } from "./usePublication";

interface PublishDialogProps {
  onClose: () => void;
}

/** What others use of this workflow, and whether it starts by itself. */
export default function PublishDialog({ onClose }: PublishDialogProps) {
  const { publication, error, busy, actions } = usePublication();
  return (
    <Dialog
      title={tl("publish.title")}
      closeLabel={t("ui.close")}
      onClose={onClose}
      footer={publication ? <Foot publication={publication} busy={busy} actions={actions} /> : null}
    >
      {error ? (
        <Empty icon={Rocket} title={t("panels.cannotLoad")} hint={wordsOf(error)} />
      ) : publication ? (
        <Content publication={publication} busy={busy} actions={actions} />
      ) : (
        <p className="text-muted">{t("panels.opening")}</p>
      )}
    </Dialog>
  );
}

interface PartProps {
  publication: Publication;
  busy: boolean;
  actions: PublicationActions;
}

function Content({ publication, busy, actions }: PartProps) {
  const now = useNow();
  const inUse = publication.versions.find(({ stable }) => stable);
  const { call, clock } = publication;
  return (
    <div className="flex flex-col gap-5">
      <section aria-label={tl("publish.inUse")}>
        <p className="font-medium">
          {inUse
            ? tl("publish.version", { n: inUse.version, when: whenWords(inUse.publishedAt, now) })
            : tl("publish.nothing")}
        </p>
        <p className="text-muted">
          {inUse
            ? publication.changed
              ? tl("publish.changed")
              : tl("publish.unchanged")
            : tl("publish.nothingHint")}
        </p>
      </section>
      {call || clock ? (
        <section aria-label={tl("publish.byItself")} className="flex flex-col gap-3">
          <div className="flex items-center justify-between gap-3 rounded-md border border-line px-3 py-2.5">
            <span>
              <span className="block font-medium">{tl("publish.active")}</span>
              <span className="block text-sm text-muted">
                {inUse ? tl("publish.activeHint") : tl("publish.activeNeeds")}
              </span>
            </span>
            {inUse ? (
              <Switch
                label={tl("publish.active")}
                checked={publication.active}
                onChange={(active) => void actions.switchTo(active)}
              />
            ) : null}
          </div>
          {clock ? <ClockTrigger clock={clock} /> : null}
          {call ? <CallTrigger call={call} busy={busy} onRenew={actions.renewSecret} /> : null}
        </section>
      ) : null}
      <NoticeSection url={publication.noticeUrl} onChanged={actions.refresh} />
      {publication.versions.length > 0 ? (
        <PublishedVersions
          versions={publication.versions}
          busy={busy}
          onUse={(version) => void actions.publish(version)}
        />
      ) : null}
    </div>
  );
}

function Foot({ publication, busy, actions }: PartProps) {
  const problems = useProblems().length;
  const same = publication.stable !== null && !publication.changed;
  const reason = busy
    ? tl("publish.working")
    : problems > 0
      ? t("store.hasProblems", { n: problems })
      : same
        ? tl("publish.same")
        : null;
  return (
    <>
      {publication.stable === null ? null : (
        <Button
          tone="quiet"
          reason={busy ? tl("publish.working") : null}
          onClick={() => void actions.withdraw()}
        >
          {tl("publish.withdraw")}
        </Button>
      )}
      <Button tone="gold" reason={reason} onClick={() => void actions.publish(null)}>
        {tl("publish.now")}
      </Button>
    </>
  );
}
