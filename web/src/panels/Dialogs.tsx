import { lazy } from "react";
import { useStudio } from "@/store/context";
import { useNotLoaded, useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { usePreload } from "@/ui/usePreload";

const loadGallery = () => import("./gallery/Gallery");
const loadLibrary = () => import("./library/LibraryView");
const loadLightbox = () => import("./Lightbox");
const loadCrop = () => import("./crop/CropDialog");
const loadApi = () => import("./api/ApiPage");
const LOADERS = [loadGallery, loadLibrary, loadLightbox, loadCrop, loadApi];

const Gallery = lazy(loadGallery);
const LibraryView = lazy(loadLibrary);
const Lightbox = lazy(loadLightbox);
const CropDialog = lazy(loadCrop);
const ApiPage = lazy(loadApi);

/** What fills the window when asked for. */
export function Dialogs() {
  const { view } = useStudio();
  const tell = useNotLoaded();
  const dialog = useView((state) => state.dialog);
  usePreload(LOADERS);
  if (!dialog) return null;
  const close = () => view.closeDialog();
  const fail = () => {
    close();
    tell();
  };
  return (
    <Later key={dialog.kind} onError={fail}>
      {dialog.kind === "gallery" ? (
        <Gallery nodeId={dialog.nodeId} assetId={dialog.assetId} onClose={close} />
      ) : null}
      {dialog.kind === "library" ? <LibraryView onClose={close} /> : null}
      {dialog.kind === "lightbox" ? <Lightbox assetId={dialog.assetId} onClose={close} /> : null}
      {dialog.kind === "cropping" ? (
        <CropDialog nodeId={dialog.nodeId} assetId={dialog.assetId} onClose={close} />
      ) : null}
      {dialog.kind === "api" ? <ApiPage onClose={close} /> : null}
    </Later>
  );
}
