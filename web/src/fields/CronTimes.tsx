import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { served } from "@/i18n/served";
import { useStudio } from "@/store/context";
import { wordsOf } from "@/store/errorWords";
import { useLanguage } from "@/store/hooks";
import { useSettled } from "@/store/useSettled";
import { ApiError } from "@/api/problem";
import { cronWords } from "./cronWords";
import { NextTimes } from "./NextTimes";

interface CronTimesProps {
  cron: string;
  timeZone: string;
}

/** What an expression says, and when that is next: of what stands there, not of what is published. */
export function CronTimes(props: CronTimesProps) {
  const { client } = useStudio();
  const { code } = useLanguage();
  const cron = useSettled(props.cron);
  const timeZone = useSettled(props.timeZone);
  const { data, error } = useQuery({
    queryKey: ["times", cron, timeZone],
    queryFn: async () => ({ ...(await client.previewTimes(cron, timeZone)), timeZone }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error) {
    const hint = error instanceof ApiError ? error.hint : null;
    return (
      <p role="alert" className="text-sm">
        <span className="text-bad">{wordsOf(error)}</span>{" "}
        {hint ? <span className="text-muted">{served(hint)}</span> : null}
      </p>
    );
  }
  if (!data) return null;
  const words = cronWords(cron, code);
  return (
    <div className="flex flex-col gap-1 text-sm">
      {words === null ? null : <p>{words}</p>}
      <NextTimes times={data.times} timeZone={data.timeZone} />
    </div>
  );
}
