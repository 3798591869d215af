import { Images } from "lucide-react";
import { useState } from "react";
import { fileSources, filesOf, type FileSource } from "@/graph/pickedFiles";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useCatalogue, useEditor, useTemplateNames } from "@/store/hooks";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { NamedIcon } from "@/ui/NamedIcon";
import { SearchField } from "@/ui/SearchField";
import { AssetGrid } from "./AssetGrid";
import { AssetMedia, kindOf } from "./AssetMedia";
import { useAssets } from "./useAssets";
import { useLastFiles } from "./useLastFiles";

interface FilePickerProps {
  nodeId: string;
  /** The one kind of file that is wanted, such as `image`; any where absent. */
  media: string | undefined;
  onPick: (text: string) => void;
  onClose: () => void;
}

/** What a node may take as a file: what nodes before it make in the run, and the library. */
export function FilePicker({ nodeId, media, onPick, onClose }: FilePickerProps) {
  const [words, setWords] = useState("");
  const { assets, loading, more } = useAssets({ q: words, kind: media });
  return (
    <Dialog title={tl("files.choose")} closeLabel={t("ui.close")} size="lg" flush onClose={onClose}>
      <FromNodes nodeId={nodeId} media={media} onPick={onPick} />
      <section
        aria-label={tl("files.fromLibrary")}
        className="flex min-h-0 flex-1 flex-col border-t border-line pt-3"
      >
        <header className="flex items-center gap-3 px-4">
          <h3 className="flex-1 text-base text-muted">{tl("files.fromLibrary")}</h3>
          <SearchField
            label={t("fields.searchAssets")}
            value={words}
            onChange={setWords}
            className="w-64"
          />
        </header>
        <div className="min-h-0 flex-1">
          {assets.length === 0 && !loading ? (
            <Empty icon={Images} title={t("fields.noAssets")} />
          ) : (
            <AssetGrid
              label={t("fields.library")}
              assets={assets}
              onPick={(asset) => onPick(asset.id)}
              onEnd={more}
            />
          )}
        </div>
      </section>
    </Dialog>
  );
}

type FromNodesProps = Pick<FilePickerProps, "nodeId" | "media" | "onPick">;

function FromNodes({ nodeId, media, onPick }: FromNodesProps) {
  const catalogue = useCatalogue();
  const doc = useEditor((state) => state.doc);
  const names = useTemplateNames(nodeId);
  const files = useLastFiles();
  const sources = fileSources(doc, catalogue, names, new Set(files.keys()), media);
  return (
    <section aria-label={tl("files.fromNodes")} className="flex max-h-2/5 flex-col gap-2 p-4 pb-3">
      <h3 className="text-base text-muted">{tl("files.fromNodes")}</h3>
      {sources.length === 0 ? <p className="text-sm text-muted">{tl("files.noNodes")}</p> : null}
      <ul className="flex flex-col gap-1 overflow-y-auto">
        {sources.map((source) => (
          <li key={source.id}>
            <SourceRow
              source={source}
              files={(files.get(source.id) ?? []).filter(
                (file) => media === undefined || kindOf(file) === media,
              )}
              onPick={() => onPick(filesOf(source.id))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHOWN = 6;

interface SourceRowProps {
  source: FileSource;
  files: readonly { attachmentId: string; mimeType: string }[];
  onPick: () => void;
}

function SourceRow({ source: { id, title, icon }, files, onPick }: SourceRowProps) {
  return (
    <button
      type="button"
      onClick={onPick}
      className="flex h-12 w-full items-center gap-3 rounded-sm px-2 text-left hover:bg-hover"
    >
      <NamedIcon name={icon} size={16} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {title} <span className="text-sm font-normal text-muted">{id}</span>
        </span>
        <span className="block truncate text-sm text-muted">
          {files.length > 0 ? tl("files.nodeFiles", { n: files.length }) : tl("files.nodeNothing")}
        </span>
      </span>
      {files.slice(0, SHOWN).map(({ attachmentId, mimeType }) => (
        <span key={attachmentId} className="size-9 shrink-0 overflow-hidden rounded-sm bg-raised">
          <AssetMedia asset={{ id: attachmentId, mimeType }} alt="" width={36} />
        </span>
      ))}
    </button>
  );
}
