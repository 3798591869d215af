import { useState } from "react";
import { refusal } from "@/graph/imageFiles";
import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";

interface UploadOptions {
  accepts: readonly string[];
  nodeId: string | undefined;
  onAssets: (assetIds: string[]) => void;
}

/** Sends files to the library, one after the other; what cannot be taken is said, the rest goes on. */
export function useUpload({ accepts, nodeId, onAssets }: UploadOptions) {
  const { client, notices, pictures } = useStudio();
  const workflowId = useWorkflowId() ?? undefined;
  const [busy, setBusy] = useState(false);

  const upload = async (files: File[]) => {
    setBusy(true);
    const isStill = pictures.here();
    const done: string[] = [];
    for (const file of files) {
      const wrong = refusal(file, accepts);
      if (wrong) {
        notices.say({ text: wrong, bad: true });
        continue;
      }
      try {
        done.push((await client.uploadAsset(file, nodeId ? { workflowId, nodeId } : {})).id);
      } catch (error) {
        notices.fail(error);
      }
    }
    setBusy(false);
    if (done.length > 0 && isStill()) onAssets(done);
  };
  return { busy, upload };
}
