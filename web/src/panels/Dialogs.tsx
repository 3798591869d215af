import { lazy, Suspense } from "react";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";

const Gallery = lazy(() => import("./gallery/Gallery"));
const Lightbox = lazy(() => import("./Lightbox"));
const CropDialog = lazy(() => import("./crop/CropDialog"));
const ApiPage = lazy(() => import("./api/ApiPage"));

/** What fills the window when asked for; loaded on first use. */
export function Dialogs() {
  const { view } = useStudio();
  const dialog = useView((state) => state.dialog);
  const close = () => view.closeDialog();
  return (
    <Suspense fallback={null}>
      {dialog?.kind === "gallery" ? <Gallery nodeId={dialog.nodeId} onClose={close} /> : null}
      {dialog?.kind === "lightbox" ? <Lightbox assetId={dialog.assetId} onClose={close} /> : null}
      {dialog?.kind === "crop" ? (
        <CropDialog nodeId={dialog.nodeId} assetId={dialog.assetId} onClose={close} />
      ) : null}
      {dialog?.kind === "api" ? <ApiPage onClose={close} /> : null}
    </Suspense>
  );
}
