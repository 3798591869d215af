import { Images, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { cx } from "@/ui/cx";
import { Later } from "@/ui/Later";
import { Menu } from "@/ui/Menu";
import { part } from "@/ui/part";
import { IMAGE_TYPES } from "@/graph/imageFiles";
import { usePictureInput } from "./usePictureInput";
import { FilePicker } from "./later";
import { useUpload } from "./useUpload";

const AssetPicker = part(() => import("./AssetPicker").then((it) => it.default));

interface EmptyTileProps {
  label: string;
  /** Said under the label. */
  hint?: string;
  /** Media types it takes. */
  accepts?: readonly string[];
  multiple?: boolean;
  /** For whom it is, where what other nodes make may be chosen, too. */
  choosing?: { nodeId: string; media: string | undefined };
  /** Pictures that are in the library now, and names of what nodes make. */
  onAssets: (assetIds: string[]) => void;
  /** The node whose history an uploaded picture joins. */
  nodeId?: string;
  className?: string;
}

/** A place for a picture: upload, drop, paste, or pick from the library. */
export function EmptyTile(props: EmptyTileProps) {
  const {
    label,
    hint = t("fields.dropHere"),
    accepts = IMAGE_TYPES,
    multiple = false,
    choosing,
    onAssets,
  } = props;
  const input = useRef<HTMLInputElement>(null);
  const [picking, setPicking] = useState(false);
  const { busy, upload } = useUpload({ accepts, nodeId: props.nodeId, onAssets });
  const take = (files: File[]) => void upload(multiple ? files : files.slice(0, 1));
  const { over, handlers } = usePictureInput({ onFiles: take, onAsset: (id) => onAssets([id]) });
  const pick = (text: string) => {
    setPicking(false);
    onAssets([text]);
  };
  const words = choosing ? tl("files.choose") : t("fields.chooseAsset");
  return (
    <>
      <Menu
        groups={[
          [
            { label: t("fields.upload"), icon: Upload, onSelect: () => input.current?.click() },
            { label: words, icon: Images, onSelect: () => setPicking(true) },
          ],
        ]}
      >
        <button
          type="button"
          aria-busy={busy}
          {...handlers}
          className={cx(
            "nodrag flex flex-col items-center justify-center gap-0.5 rounded-sm border border-dashed p-2 text-center text-sm text-muted transition-colors",
            over
              ? "border-gold bg-gold-wash text-text"
              : "border-line hover:border-faint hover:text-text",
            props.className,
          )}
        >
          <span className="font-medium">{busy ? t("fields.uploading") : label}</span>
          {busy ? null : <span>{hint}</span>}
        </button>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={accepts.join(",")}
        aria-label={t("fields.addPicture", { label })}
        onChange={(event) => {
          take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {picking ? (
        <Later onError={() => setPicking(false)}>
          {choosing ? (
            <FilePicker {...choosing} onClose={() => setPicking(false)} onPick={pick} />
          ) : (
            <AssetPicker onClose={() => setPicking(false)} onPick={({ id }) => pick(id)} />
          )}
        </Later>
      ) : null}
    </>
  );
}
