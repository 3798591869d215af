import { useEffect, useState } from "react";

import { Canvas, CANVAS_PARTS } from "@/canvas/Canvas";
import { Rail } from "@/canvas/frame/Rail";
import { TopBar } from "@/canvas/frame/TopBar";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useLanguage, useView, useNotLoaded } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Later, NotFetched } from "@/ui/Later";
import { part } from "@/ui/part";
import { PEEK_PARTS } from "@/ui/Peek";
import { SELECT_PARTS } from "@/ui/Select";
import { TOOLTIP_PARTS } from "@/ui/Tooltip";
import { usePreload } from "@/ui/usePreload";

import { useAddress } from "./useAddress";
import { useAlerts } from "./useAlerts";
import { useLeaving } from "./useLeaving";
import { useTitle } from "./useTitle";

const patient = { patient: true };
const Words = part(() => import("./Words").then((it) => it.Words), patient);
const Panels = part(() => import("@/panels/Panels").then((it) => it.Panels), patient);
const ConflictDialog = part(() =>
  import("@/canvas/frame/ConflictDialog").then((it) => it.ConflictDialog),
);
const LargeRun = part(() => import("@/canvas/frame/LargeRun").then((it) => it.LargeRun));
const PARTS = [
  ConflictDialog,
  LargeRun,
  ...CANVAS_PARTS,
  ...TOOLTIP_PARTS,
  ...SELECT_PARTS,
  ...PEEK_PARTS,
];

type Opening = { state: "loading" } | { state: "open" } | { state: "failed"; reason: string };

export function App() {
  const studio = useStudio();
  const [opening, setOpening] = useState<Opening>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const { code } = useLanguage();
  const address = useAddress(opening.state === "open");
  const fail = useNotLoaded();
  useLeaving();

  useEffect(() => {
    studio.start(address.first).then(
      () => setOpening({ state: "open" }),
      (error: unknown) => setOpening({ state: "failed", reason: wordsOf(error) }),
    );
  }, [studio, address.first, attempt]);

  return (
    <NotFetched value={fail}>
      {opening.state === "open" ? (
        // Every word is drawn anew; what people made and opened lives in the studio and stays.
        <Screen key={code} />
      ) : (
        <Waiting opening={opening} onAgain={() => setAttempt(attempt + 1)} />
      )}
      <Words />
    </NotFetched>
  );
}

function Screen() {
  const { view } = useStudio();
  const dialog = useView((state) => state.dialog);
  usePreload(PARTS);
  useTitle();
  useAlerts();
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <main className="relative min-h-0 flex-1">
        <Canvas />
        <Rail />
        <Panels />
      </main>
      <Later key={dialog?.kind} onError={() => view.closeDialog()}>
        {dialog?.kind === "conflict" ? <ConflictDialog /> : null}
        {dialog?.kind === "largeRun" ? (
          <LargeRun ahead={dialog.ahead} nodes={dialog.nodes} />
        ) : null}
      </Later>
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
