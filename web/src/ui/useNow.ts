import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** The time, renewed once a minute, for words such as "3 min ago". */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}
