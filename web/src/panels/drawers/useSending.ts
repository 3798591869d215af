import { useState } from "react";
import { ApiError } from "@/api/problem";
import { useStudio } from "@/store/context";

interface Sending {
  busy: boolean;
  /** Why the server refused it. */
  trouble: ApiError | null;
  send: () => void;
  /** The form asks for something else now. */
  forget: () => void;
}

/** Sends what a form holds: what the server says of it stands at the form, all else is a notice. */
export function useSending(task: () => Promise<void>): Sending {
  const { notices } = useStudio();
  const [trouble, setTrouble] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await task();
    } catch (error) {
      if (error instanceof ApiError) setTrouble(error);
      else notices.fail(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, trouble, send: () => void send(), forget: () => setTrouble(null) };
}
