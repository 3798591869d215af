import { useQuery } from "@tanstack/react-query";
import { fileNode } from "@/graph/pickedFiles";
import { useStudio } from "@/store/context";
import { useNode, useNodeType } from "@/store/hooks";
import { NamedIcon } from "@/ui/NamedIcon";
import { AssetMedia } from "./AssetMedia";
import { assetTitle } from "./assetTitle";
import { useLastFiles } from "./useLastFiles";

/** One file that a field names, as a small picture and words. */
export function PickedFile({ text }: { text: string }) {
  const nodeId = fileNode(text);
  if (nodeId !== null) return <OfNode nodeId={nodeId} />;
  if (text.startsWith("ast_")) return <Kept assetId={text} />;
  return <code className="min-w-0 flex-1 truncate px-2.5 py-1.5 font-mono text-sm">{text}</code>;
}

function OfNode({ nodeId }: { nodeId: string }) {
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const [file] = useLastFiles().get(nodeId) ?? [];
  return (
    <>
      <span className="size-9 shrink-0 overflow-hidden rounded-sm">
        {file ? (
          <AssetMedia
            asset={{ id: file.attachmentId, mimeType: file.mimeType }}
            alt=""
            width={36}
          />
        ) : (
          <NamedIcon name={type?.icon ?? "file"} size={16} className="m-2.5 text-muted" />
        )}
      </span>
      <span className="min-w-0 flex-1 truncate">
        {type?.title ?? nodeId} <span className="text-sm text-muted">{nodeId}</span>
      </span>
    </>
  );
}

function Kept({ assetId }: { assetId: string }) {
  const { client } = useStudio();
  const { data, error } = useQuery({
    queryKey: ["asset", assetId],
    queryFn: () => client.asset(assetId),
    retry: false,
  });
  return (
    <>
      <span className="size-9 shrink-0 overflow-hidden rounded-sm">
        {data ? <AssetMedia asset={data} alt="" width={36} /> : null}
      </span>
      <span className={error ? "min-w-0 flex-1 truncate text-bad" : "min-w-0 flex-1 truncate"}>
        {data ? assetTitle(data) : assetId}
      </span>
    </>
  );
}
