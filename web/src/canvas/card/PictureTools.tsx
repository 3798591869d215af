import { Crop, Download } from "lucide-react";

import { takeAwayUrl } from "@/api/urls";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { IconButton } from "@/ui/IconButton";

interface PictureToolsProps {
  nodeId: string;
  assetId: string;
}

const onPicture = "bg-veil text-white hover:bg-black hover:text-white";

/** What can be done with a picture that a node made; shown on hover and focus, always to fingers. */
export function PictureTools({ nodeId, assetId }: PictureToolsProps) {
  const { view } = useStudio();
  return (
    <div className="absolute top-2 right-2 flex gap-1 opacity-0 transition-opacity group-focus-within/picture:opacity-100 group-hover/picture:opacity-100 pointer-coarse:opacity-100">
      <IconButton
        icon={Crop}
        label={t("canvas.crop")}
        className={onPicture}
        onClick={() => view.openDialog({ kind: "cropping", nodeId, assetId })}
      />
      <IconButton
        icon={Download}
        label={t("canvas.download")}
        className={onPicture}
        onClick={() => window.open(takeAwayUrl(assetId), "_self")}
      />
    </div>
  );
}
