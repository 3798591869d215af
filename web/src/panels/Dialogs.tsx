import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { part } from "@/ui/part";
import { usePreload } from "@/ui/usePreload";

const Gallery = part(() => import("./gallery/Gallery").then((it) => it.default));
const LibraryView = part(() => import("./library/LibraryView").then((it) => it.default));
const Lightbox = part(() => import("./Lightbox").then((it) => it.default));
const CropDialog = part(() => import("./crop/CropDialog").then((it) => it.default));
const ApiPage = part(() => import("./api/ApiPage").then((it) => it.default));
const PublishDialog = part(() => import("./publish/PublishDialog").then((it) => it.default));
const PARTS = [Gallery, LibraryView, Lightbox, CropDialog, ApiPage, PublishDialog];

/** What fills the window when asked for. */
export function Dialogs() {
  const { view } = useStudio();
  const dialog = useView((state) => state.dialog);
  usePreload(PARTS);
  if (!dialog) return null;
  const close = () => view.closeDialog();
  return (
    <Later key={dialog.kind} onError={close}>
      {dialog.kind === "gallery" ? (
        <Gallery nodeId={dialog.nodeId} assetId={dialog.assetId} onClose={close} />
      ) : null}
      {dialog.kind === "library" ? <LibraryView onClose={close} /> : null}
      {dialog.kind === "lightbox" ? <Lightbox assetId={dialog.assetId} onClose={close} /> : null}
      {dialog.kind === "cropping" ? (
        <CropDialog nodeId={dialog.nodeId} assetId={dialog.assetId} onClose={close} />
      ) : null}
      {dialog.kind === "api" ? <ApiPage onClose={close} /> : null}
      {dialog.kind === "publish" ? <PublishDialog onClose={close} /> : null}
    </Later>
  );
}
