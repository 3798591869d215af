import { lazy, useEffect, useState } from "react";

import { Canvas } from "@/canvas/Canvas";
import { ConflictDialog } from "@/canvas/frame/ConflictDialog";
import { Rail } from "@/canvas/frame/Rail";
import { TopBar } from "@/canvas/frame/TopBar";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { Dialogs } from "@/panels/Dialogs";
import { Drawers } from "@/panels/Drawers";
import { SidePanel } from "@/panels/SidePanel";
import { useStudio } from "@/store/context";
import { useLanguage, useView, useNotLoaded } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { TooltipProvider } from "@/ui/Tooltip";
import { Later } from "@/ui/Later";
import { usePreload } from "@/ui/usePreload";

import { useAddress } from "./useAddress";
import { useAlerts } from "./useAlerts";
import { useLeaving } from "./useLeaving";
import { useTitle } from "./useTitle";

const Words = lazy(() => import("./Words"));
const loadLargeRun = () => import("@/canvas/frame/LargeRun");
const LOADERS = [loadLargeRun];
const LargeRun = lazy(loadLargeRun);

type Opening = { state: "loading" } | { state: "open" } | { state: "failed"; reason: string };

export function App() {
  const studio = useStudio();
  const [opening, setOpening] = useState<Opening>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const { code } = useLanguage();
  const address = useAddress(opening.state === "open");
  useLeaving();

  useEffect(() => {
    studio.start(address.first).then(
      () => setOpening({ state: "open" }),
      (error: unknown) => setOpening({ state: "failed", reason: wordsOf(error) }),
    );
  }, [studio, address.first, attempt]);

  return (
    <TooltipProvider>
      {opening.state === "open" ? (
        // Every word is drawn anew; what people made and opened lives in the studio and stays.
        <Screen key={code} />
      ) : (
        <Waiting opening={opening} onAgain={() => setAttempt(attempt + 1)} />
      )}
      <Later onError={nobodyToTell}>
        <Words />
      </Later>
    </TooltipProvider>
  );
}

function Screen() {
  const dialog = useView((state) => state.dialog);
  const fail = useNotLoaded();
  usePreload(LOADERS);
  useTitle();
  useAlerts();
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
      {/* Here from the start: it is wanted when the server was away. */}
      {dialog?.kind === "conflict" ? <ConflictDialog /> : null}
      <Later key={dialog?.kind} onError={fail}>
        {dialog?.kind === "largeRun" ? (
          <LargeRun ahead={dialog.ahead} nodes={dialog.nodes} />
        ) : null}
      </Later>
    </div>
  );
}

/** Notices themselves are what could not be fetched. */
function nobodyToTell(): void {
  return undefined;
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
