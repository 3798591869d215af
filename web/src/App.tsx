import { useEffect, useState } from "react";

import { Canvas } from "@/canvas/Canvas";
import { ConflictDialog } from "@/canvas/frame/ConflictDialog";
import { Rail } from "@/canvas/frame/Rail";
import { TopBar } from "@/canvas/frame/TopBar";
import { t } from "@/i18n/t";
import { Dialogs } from "@/panels/Dialogs";
import { Drawers } from "@/panels/Drawers";
import { SidePanel } from "@/panels/SidePanel";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Notices } from "@/ui/Notices";
import { notify } from "@/ui/notify";
import { TooltipProvider } from "@/ui/Tooltip";

import { useAddress } from "./useAddress";
import { useLeaving } from "./useLeaving";

type Opening = { state: "loading" } | { state: "open" } | { state: "failed"; reason: string };

export function App() {
  const studio = useStudio();
  const [opening, setOpening] = useState<Opening>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const address = useAddress(opening.state === "open");
  useLeaving();

  useEffect(() => studio.notices.listen(notify), [studio]);
  useEffect(() => {
    studio.start(address.first).then(
      () => setOpening({ state: "open" }),
      (error: unknown) =>
        setOpening({ state: "failed", reason: error instanceof Error ? error.message : "" }),
    );
  }, [studio, address.first, attempt]);

  return (
    <TooltipProvider>
      {opening.state === "open" ? (
        <Screen />
      ) : (
        <Waiting opening={opening} onAgain={() => setAttempt(attempt + 1)} />
      )}
      <Notices label={t("ui.notices")} className={besideThePanel} />
    </TooltipProvider>
  );
}

/** In a narrow window the middle is under the panel. */
const besideThePanel = "max-xl:left-[calc(50%-150px)]!";

function Screen() {
  const dialog = useView((state) => state.dialog?.kind ?? null);
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <main className="relative min-h-0 flex-1">
        <Canvas />
        <Rail />
        <Drawers />
        <SidePanel />
      </main>
      <Dialogs />
      {dialog === "conflict" ? <ConflictDialog /> : null}
    </div>
  );
}

interface WaitingProps {
  opening: Opening;
  onAgain: () => void;
}

function Waiting({ opening, onAgain }: WaitingProps) {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-3">
      {opening.state === "failed" ? (
        <>
          <p className="text-lg font-semibold">{t("canvas.cannotOpen")}</p>
          <p className="text-muted">{opening.reason}</p>
          <Button onClick={onAgain}>{t("canvas.tryAgain")}</Button>
        </>
      ) : (
        <p role="status" className="text-muted">
          {t("canvas.loading")}
        </p>
      )}
    </main>
  );
}
