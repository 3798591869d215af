import { useState, type ClipboardEvent, type DragEvent } from "react";
import { dropped, mayCarryPicture } from "./assetDrag";

interface PictureInput {
  onFiles: (files: File[]) => void;
  onAsset: (assetId: string) => void;
}

/** What an element needs to take pictures by drop and paste. */
export function usePictureInput({ onFiles, onAsset }: PictureInput) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!mayCarryPicture(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      if (!mayCarryPicture(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      const { assetId, files } = dropped(event);
      if (assetId) onAsset(assetId);
      else if (files.length > 0) onFiles(files);
    },
    onPaste: (event: ClipboardEvent) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      onFiles(files);
    },
  };
  return { over, handlers };
}
