import { useCallback } from "react";

/** Opens the system's file dialog; gives back the file that was chosen. */
export function useFilePicker(
  accepts: readonly string[] | null,
  onFile: (file: File) => void,
): () => void {
  return useCallback(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = (accepts ?? []).join(",");
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) onFile(file);
    });
    input.click();
  }, [accepts, onFile]);
}
